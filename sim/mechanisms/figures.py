"""What figures of several mechanisms are made of."""

from typing import Any


def ratio(part: Any, whole: Any) -> float | None:
    """Part / whole; none of nothing."""
    return float(part / whole) if whole else None


def mean(values: Any) -> float | None:
    """The mean of values, (n,); none of nothing."""
    return float(values.mean()) if len(values) else None
