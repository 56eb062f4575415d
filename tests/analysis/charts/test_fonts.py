"""Fonts for the language asked for."""

import pytest

import analysis
from analysis.charts import fonts


def test_english_needs_nothing_installed(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    fonts.check_fonts("en")
    assert fonts.families("en") == ["DejaVu Sans"]


def test_chinese_without_a_font_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    with pytest.raises(fonts.FontError, match=r"apt install fonts-noto-cjk.*ask for English"):
        fonts.check_fonts("zh")


def test_a_report_that_no_font_can_draw_is_refused_before_anything_is_run(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "chinese_font", lambda: None)
    with pytest.raises(fonts.FontError):
        analysis.compare(["baseline", "lunch-coupon"], folder=tmp_path / "out", lang="zh")
    assert not (tmp_path / "out").exists()


def test_each_language_comes_first_in_its_own_font(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_font", lambda: "SimHei")
    assert fonts.families("zh") == ["SimHei", "DejaVu Sans"]
    assert fonts.families("en") == ["DejaVu Sans", "SimHei"]
