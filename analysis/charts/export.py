"""Figures as files: PNG for slides, SVG, small PNG for pages; the same to the byte each time."""

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image  # what Matplotlib itself writes PNG with

from analysis.charts.style import style
from analysis.kpis import Lang
from analysis.results import write_bytes

_PNG_DPI = 200
_PHONE_DPI = 160  # two pixels of the file, or more, for each of a page on a phone
_COLOURS = 256  # that a palette holds; figures have few, and shades between them
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def svg(figure: Figure, lang: Lang) -> bytes:
    """A figure as SVG."""
    stream = BytesIO()
    with style(lang):
        figure.savefig(stream, format="svg", metadata=_NO_METADATA)
    return stream.getvalue()


def png(figure: Figure, lang: Lang) -> bytes:
    """A figure for slides, 2000 pixels wide if it is wide."""
    return drawn(figure, lang, _PNG_DPI)


def write_figure(file: Path, figure: Figure, lang: Lang) -> None:
    """Write a figure as a PNG file, and as SVG beside it."""
    write_bytes(file.with_suffix(".svg"), svg(figure, lang))
    write_bytes(file, png(figure, lang))


def for_phone(figure: Figure, lang: Lang) -> bytes:
    """A narrow figure as a small PNG."""
    pixels = BytesIO()
    with style(lang):
        figure.savefig(pixels, format="rgba", dpi=_PHONE_DPI)
    # As many as Matplotlib draws, which leaves out part of a pixel.
    size = [int(inches * _PHONE_DPI) for inches in figure.get_size_inches()]
    return _of_few_colours(Image.frombytes("RGBA", (size[0], size[1]), pixels.getvalue()))


def small(image: bytes) -> bytes:
    """A PNG of as many colours as a palette holds: a third of the bytes, the same to the eye."""
    with Image.open(BytesIO(image)) as whole:
        return _of_few_colours(whole)


def _of_few_colours(whole: Image.Image) -> bytes:
    stream = BytesIO()
    # Colours that few pixels have count as much as others: those of a scale of colours, say.
    method = Image.Quantize.MAXCOVERAGE
    few = whole.convert("RGB").quantize(_COLOURS, method, dither=Image.Dither.NONE)
    few.save(stream, "png", optimize=True)
    return stream.getvalue()


def drawn(figure: Figure, lang: Lang, dpi: int) -> bytes:
    """A figure as PNG with so many pixels an inch."""
    stream = BytesIO()
    with style(lang):
        figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()
