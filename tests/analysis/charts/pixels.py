"""Figures of few pixels: most of a figure's time is theirs, and what is tested seldom is."""

import pytest

from analysis.charts import export

_DPI = 20


def with_few_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have figures drawn and written as ever, but coarse where they are pixels."""
    monkeypatch.setattr(export, "_PNG_DPI", _DPI)
    monkeypatch.setattr(export, "_PHONE_DPI", _DPI)
