"""Fonts: DejaVu Sans comes with matplotlib; Chinese needs a font that is installed."""

from functools import cache
from pathlib import Path

from analysis.kpis import Lang

LATIN = "DejaVu Sans"
CHINESE = (  # the best first
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)
_CHINESE_FILES = ("notosans", "sourcehansans", "msyh", "pingfang", "hiragino", "simhei", "wqy")


class FontError(RuntimeError):
    """No installed font has the characters of the language asked for."""


def check_fonts(lang: Lang) -> None:
    """Make sure that figures can be drawn in a language.

    Raises
    ------
    FontError
        Says what to install.
    """
    if lang == "zh" and chinese_font() is None:
        raise FontError(
            "no font with Chinese characters is installed, so figures cannot be drawn in Chinese; "
            "install Noto Sans CJK SC (Debian and Ubuntu: apt install fonts-noto-cjk; "
            "Fedora: dnf install google-noto-sans-cjk-fonts; "
            f"macOS: brew install font-noto-sans-cjk-sc) or one of {', '.join(CHINESE[2:])}; "
            "or ask for English"
        )


def families(lang: Lang) -> list[str]:
    """Fonts for a language; characters that the first lacks are taken from the second."""
    chinese = chinese_font()
    known = [LATIN, chinese] if chinese else [LATIN]
    return known[::-1] if lang == "zh" else known


@cache
def chinese_font() -> str | None:
    """The best installed font with Chinese characters."""
    font = _best_listed()
    if font is None:
        _add_unlisted()
        font = _best_listed()
    return font


def _best_listed() -> str | None:
    from matplotlib.font_manager import fontManager

    listed = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE if name in listed), None)


def _add_unlisted() -> None:
    """Add fonts installed since matplotlib last listed them, which it does only once."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    listed = {font.fname for font in fontManager.ttflist}
    for file in sorted(set(findSystemFonts()) - listed):
        if Path(file).name.lower().startswith(_CHINESE_FILES):
            fontManager.addfont(file)
