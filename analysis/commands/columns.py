"""Tables on a screen: their numbers stay whole, and no word is lost, however narrow it is."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

_GAPS = (2, 1)  # between columns
_MOST = 44  # of words, before they are broken
_EASY, _LEAST = 20, 12  # so narrow columns of words become, before and after those of numbers
_STEPS = re.compile(r"(?<=[^\W\d][._-])(?=\w)")  # where a long name may be broken
_MOST_OF_HEAD = 12  # that a column of numbers is kept wide for a word of its head


class Columns:
    """Rows of words and numbers, whose columns narrow until they fit, or become lines.

    Words are broken first; then heads, and intervals go below their numbers. Where that is not
    enough each row becomes a block: its first word, then a line for each column.
    """

    def __init__(
        self,
        *heads: str,
        title: str = "",
        words: Collection[int] = (0,),
        whole: Collection[int] = (),
        styles: Mapping[int, str] | None = None,
    ) -> None:
        """`words` are the columns that hold no numbers; `whole` those of them never broken."""
        self.heads, self.title, self.words = heads, title, words
        self.breaks, self.styles = set(words) - set(whole), styles or {}
        self.rows: list[tuple[tuple[str, ...], str]] = []

    def add(self, *cells: str, style: str = "") -> None:
        """Add a row."""
        missing = len(self.heads) - len(cells)
        self.rows.append(((*cells, *[""] * missing), style))

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        if self.title:
            yield Text(self.title, style="italic")
        for gap in _GAPS:
            room = options.max_width - gap * (len(self.heads) - 1)
            widths = self._widths(room)
            if sum(widths) <= room:
                yield self._table(widths, gap)
                return
        yield self._blocks()

    def _widths(self, room: int) -> list[int]:
        """Those of the columns, as near to so many characters as they go."""
        columns = list(zip(self.heads, *(cells for cells, _ in self.rows), strict=True))
        wide = [max(map(_wide, column)) for column in columns]
        least = [max([_word(head), *map(_wide, map(_folded, cells))]) for head, *cells in columns]
        widths = self._no_more(wide, _MOST)
        for floors in (self._no_more(wide, _EASY), self._no_more(least, _LEAST)):
            widths = _narrowed(widths, floors, room)
        return widths

    def _no_more(self, widths: Sequence[int], most: int) -> list[int]:
        """Widths of which those of words are no more than so many characters."""
        return [min(wide, most) if nth in self.breaks else wide for nth, wide in enumerate(widths)]

    def _table(self, widths: Sequence[int], gap: int) -> Table:
        table = Table(box=None, padding=(0, gap, 0, 0), pad_edge=False, show_header=any(self.heads))
        for nth, (head, wide) in enumerate(zip(self.heads, widths, strict=True)):
            table.add_column(
                Text(_stepped(head, wide)),
                width=wide,
                justify="left" if nth in self.words else "right",
                overflow="fold",
                style=self.styles.get(nth, ""),
            )
        broken = [nth in self.breaks for nth in range(len(widths))]
        for cells, style in self.rows:
            fitting = (
                cell if _wide(cell) <= wide else (_stepped(cell, wide) if breaks else _folded(cell))
                for cell, wide, breaks in zip(cells, widths, broken, strict=True)
            )
            table.add_row(*map(Text, fitting), style=style)
        return table

    def _blocks(self) -> Table:
        table = Table(box=None, padding=(0, _GAPS[0], 0, 0), show_header=False)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold")
        for (name, *cells), style in self.rows:
            if name:
                table.add_row(Text(name, style="bold"), style=style)
            for head, cell in zip(self.heads[1:], cells, strict=True):
                if cell:
                    table.add_row(Text(f"  {head}"), Text(cell), style=style)
        return table


def _wide(text: str) -> int:
    return max(map(cell_len, text.split("\n")))


def _word(head: str) -> int:
    """What the longest word of a head takes; one that is longer still is broken."""
    return min(_MOST_OF_HEAD, max(map(_wide, _STEPS.sub("\n", head).split()), default=0))


def _stepped(text: str, wide: int) -> str:
    """A text whose names that are too long go on below, after a dot or a stroke."""
    return re.sub(r"\S+", lambda found: _in_steps(found[0], wide), text)


def _in_steps(name: str, wide: int) -> str:
    lines = [""]
    for step in _STEPS.split(name):
        if lines[-1] and _wide(lines[-1] + step) > wide:
            lines.append("")
        lines[-1] += step
    return "\n".join(lines)


def _folded(cell: str) -> str:
    """A number with what is said of it below it: its interval, that it misses a limit."""
    return re.sub(r" (?=\[)|(?<=,) (?=[^\d−])|(?<=，)(?=\D)", "\n", cell)


def _narrowed(widths: Sequence[int], floors: Sequence[int], room: int) -> list[int]:
    """Widths of which the widest give way, down to their floors, until all have room."""
    widths = list(widths)
    while sum(widths) > room:
        nth = max(range(len(widths)), key=lambda n: widths[n] if widths[n] > floors[n] else 0)
        if widths[nth] <= floors[nth]:
            break
        widths[nth] -= 1
    return widths
