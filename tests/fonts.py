"""What needs a font with Chinese characters, which not every machine has."""

import pytest

from analysis.charts.fonts import chinese_font

needs_chinese_font = pytest.mark.skipif(
    chinese_font() is None, reason="no font with Chinese characters is installed"
)
LANGS = ("en", pytest.param("zh", marks=needs_chinese_font))
