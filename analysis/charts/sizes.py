"""Sizes in which figures are asked for: a slide, a column of a page, a poster."""

import re
from enum import StrEnum
from typing import NamedTuple

from matplotlib.figure import Figure

from analysis.charts.export import drawn, svg
from analysis.charts.style import NARROW_IN, WIDE_IN
from analysis.kpis import Lang

_POINTS = re.compile(rb'(?<= )(width|height)="([\d.]+)pt"')


class Size(StrEnum):
    """What a figure is for."""

    SLIDE = "slide"
    COLUMN = "column"
    POSTER = "poster"


class Print(NamedTuple):
    """How a figure of a size is drawn, and how wide it is printed."""

    width_in: float  # in which it is laid out, its letters in points of the house style
    dpi: int  # pixels of the file for each inch laid out
    printed_in: float  # a poster is the slide, so many times as large


PRINTS = {
    Size.SLIDE: Print(WIDE_IN, 200, WIDE_IN),
    Size.COLUMN: Print(NARROW_IN, 300, NARROW_IN),
    Size.POSTER: Print(WIDE_IN, 480, 24.0),
}


def as_file(figure: Figure, lang: Lang, size: Size, form: str) -> bytes:
    """A figure that was drawn as wide as the size asks, as "png" or "svg"."""
    of = PRINTS[size]
    if form == "png":
        return drawn(figure, lang, of.dpi)
    scale = of.printed_in / of.width_in
    head, mark, rest = svg(figure, lang).partition(b"viewBox")
    sized = _POINTS.sub(
        lambda found: b'%s="%gpt"' % (found[1], scale * float(found[2])), head + mark + rest, 2
    )
    return sized if scale != 1 else head + mark + rest
