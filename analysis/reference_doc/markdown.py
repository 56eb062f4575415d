"""Tables and values as Markdown has them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, a line for each row."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def plain(value: Any) -> str:
    """A value as a scenario file would have it, without quotation marks."""
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return f"[{', '.join(plain(item) for item in value)}]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else json.dumps(value)
