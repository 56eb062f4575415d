"""What matplotlib measures anew for each figure, remembered: a fifth of the time of all figures.

It remembers the size of a text for as long as one figure is laid out; and most figures, on slides
and for a phone, say what others of a page say. Of a font it reads the same table at each text.
"""

from functools import cache, lru_cache
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

# Matplotlib's own, which what stands in their place calls.
_measure: Any = RendererAgg.get_text_width_height_descent
_table: Any = FT2Font.get_sfnt_table


def remember() -> None:
    """Remember it from now on, in this process."""
    _put(RendererAgg, get_text_width_height_descent=_size)
    _put(FT2Font, get_sfnt_table=lru_cache(256)(_table))


def _put(matplotlibs: type, **ours: Any) -> None:
    for name, function in ours.items():
        setattr(matplotlibs, name, function)


def _size(renderer: Any, text: str, font: FontProperties, ismath: Any) -> Any:
    """Width, height and descent of a text, pixels."""
    if ismath:
        return _measure(renderer, text, font, ismath)
    # A copy: who holds the font may change it.
    hinting: Any = get_hinting_flag()  # type: ignore[no-untyped-call]
    return _remembered(text, font.copy(), renderer.dpi, hinting)


@lru_cache(8192)
def _remembered(text: str, font: FontProperties, dpi: float, _hinting: Any) -> Any:
    return _measure(probe(dpi), text, font, False)


@cache
def probe(dpi: float) -> Any:
    """Something to measure texts by, at so many dots per inch."""
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]
