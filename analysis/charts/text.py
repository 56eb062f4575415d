"""Text that fits: lines broken to a width, in English and in Chinese."""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from analysis.charts.measures import probe, remember
from analysis.kpis import UNITS
from analysis.wording import THOUSANDS

# A line may break after a space that does not part thousands, after a joining sign or the dot
# within the path of a setting, and around a wide character that is not of a number's unit.
_UNITS = "|".join(
    re.escape(text)
    for unit in UNITS.values()
    for template in (*unit.value.values(), *unit.difference.values())
    if (text := template.removeprefix("{}").strip()) and "{" not in text
)
_UNIT = rf"(?:\u00a0|(?<=\d) )(?:{_UNITS})(?![A-Za-z])"
_DOT = r"(?<=[a-z]{2})\.(?=[a-z]{2})"
_WITHIN = rf"{THOUSANDS}|{_UNIT}|(?!{_DOT})[^ \-_/\u2e80-\U0002ffff]"
_PIECES = re.compile(rf"[^ ](?:{_WITHIN})*(?:[\-_/]+|{_DOT})? *| +")
_NOT_FIRST = "，。；：、！？）》」』”’%,.;:!?)]"

remember()


def wrap(figure: Figure, text: str, width_in: float, size_pt: float, weight: str = "normal") -> str:
    """Break a text into lines no wider than `width_in` inches when drawn in a figure."""

    def fits(line: str) -> bool:
        return drawn_in(figure, line.rstrip(), size_pt, weight) <= width_in

    return "\n".join(_lines(text, fits))


def wrapped(
    texts: Sequence[str], width_in: float, size_pt: float, weight: str = "normal"
) -> list[str]:
    """Texts broken to a width before there is a figure that they are drawn in."""
    probe = Figure(figsize=(width_in, 1))
    FigureCanvasAgg(probe)
    return [wrap(probe, text, width_in, size_pt, weight) for text in texts]


def is_wide(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u2e80" <= character <= "\U0002ffff" for character in text)


def drawn_in(figure: Figure, line: str, size_pt: float, weight: str = "normal") -> float:
    """How wide a line is when drawn in a figure, inches."""
    font = FontProperties(size=size_pt, weight=weight)
    width_px, _, _ = probe(figure.dpi).get_text_width_height_descent(line, font, False)
    return float(width_px) / figure.dpi


def _lines(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Fill each line with as many pieces as fit; a piece too long is broken anywhere."""
    line, left = "", _pieces(text)
    while left:
        n = _most_that_fit(line, left, fits)
        line += "".join(left[:n])
        left = left[n:]
        if not left:
            break
        if line:
            yield line.rstrip()
        line = left.pop(0)
        while not fits(line):
            end = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or fits(line[:n]))
            yield line[:end]
            line = line[end:]
    yield line.rstrip()


def _most_that_fit(line: str, pieces: Sequence[str], fits: Callable[[str], bool]) -> int:
    """How many pieces fit on a line: most often all; to measure each would take far longer."""
    if fits(line + "".join(pieces)):
        return len(pieces)
    return bisect(range(1, len(pieces)), False, key=lambda n: not fits(line + "".join(pieces[:n])))


def _pieces(text: str) -> list[str]:
    """What must stay together; punctuation does not begin a line."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        joins = piece[0] in _NOT_FIRST or (pieces and pieces[-1][-1] in "（《「『“([\u00a0")
        if pieces and joins:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
