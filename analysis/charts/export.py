"""Figures as files: PNG for slides and phones, SVG; the same to the byte each time."""

from io import BytesIO

from matplotlib.figure import Figure

from analysis.charts.style import style
from analysis.kpis import Lang

_PNG_DPI = 200
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def svg(figure: Figure, lang: Lang) -> bytes:
    """A figure as SVG."""
    stream = BytesIO()
    with style(lang):
        figure.savefig(stream, format="svg", metadata=_NO_METADATA)
    return stream.getvalue()


def png(figure: Figure, lang: Lang) -> bytes:
    """A figure for slides, 2000 pixels wide if it is wide."""
    stream = BytesIO()
    with style(lang):
        figure.savefig(stream, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    return stream.getvalue()
