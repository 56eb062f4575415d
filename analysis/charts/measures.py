"""What matplotlib measures anew for each figure, remembered: a fifth of the time of all figures.

It remembers the size of a text for as long as one figure is laid out; and most figures, on slides
and for a phone, say what others of a page say. Of a font it reads the same table at each text.
"""

from functools import cache, lru_cache
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, font_family_aliases
from matplotlib.ft2font import FT2Font

# Matplotlib's own, which what stands in their place calls.
_measure: Any = RendererAgg.get_text_width_height_descent
_table: Any = FT2Font.get_sfnt_table
_RC: Any = rcParams
# How fonts are set, and which ones a name such as "sans-serif" stands for.
_SETTINGS = ("font.enable_last_resort", "text.hinting", "text.hinting_factor")
_FAMILIES = ("font.sans-serif", "font.serif", "font.monospace", "font.cursive", "font.fantasy")


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
    names: tuple[str, ...] = _SETTINGS
    if not font_family_aliases.isdisjoint(font.get_family()):
        names += _FAMILIES
    settings = str([_RC[name] for name in names])
    # A copy: who holds the font may change it.
    return _remembered(text, font.copy(), renderer.dpi, settings)


@lru_cache(8192)
def _remembered(text: str, font: FontProperties, dpi: float, _settings: str) -> Any:
    return _measure(probe(dpi), text, font, False)


@cache
def probe(dpi: float) -> Any:
    """Something to measure texts by, at so many dots per inch."""
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]
