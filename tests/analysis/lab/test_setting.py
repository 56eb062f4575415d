"""Values of settings as people read them."""

import pytest

from analysis.lab.setting import setting
from analysis.words import words


@pytest.mark.parametrize(
    ("path", "value", "en", "zh"),
    [
        ("coupons.0.off_cents", 216, "¥2.16", "2.16 元"),
        ("coupons.0.weekdays", (5, 6), "[5, 6]", "[5, 6]"),
        ("coupons.0.weekdays", [5, 6], "[5, 6]", "[5, 6]"),
        ("coupons.0.window", ("11:00", "13:30"), "11:00–13:30", "11:00–13:30"),
        ("coupons.0.names", ["面", "b"], '["面", "b"]', '["面", "b"]'),
        ("pickup", True, "true", "true"),
        ("pricing.use", "flat", "flat", "flat"),
    ],
)
def test_a_value_has_its_unit_or_stands_as_in_its_file(path, value, en, zh):
    assert (setting(path, value, words("en")), setting(path, value, words("zh"))) == (en, zh)
