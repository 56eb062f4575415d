"""The page of a calibration: numbers in the units of its language."""

from types import SimpleNamespace

import numpy as np
import pytest

from analysis.calibration.likeness import Beside
from analysis.calibration.matching import Matched, Wave
from analysis.charts.likeness import draw
from analysis.report import calibrated
from analysis.report.calibrated import beside_rows
from analysis.words import words


def test_medians_are_told_in_units_of_the_language():
    some = np.array([500.0, 1234.0, 2000.0])
    near, soon = some / 1000, some / 50
    found = SimpleNamespace(
        beside=[Beside("distance", near, near, 0.0), Beside("click_to_door", soon, soon, 0.0)]
    )
    told = {lang: [row[1] for row in beside_rows(found, words(lang))] for lang in ("en", "zh")}
    assert told == {"en": ["1.23 km", "24.7 min"], "zh": ["1.23 公里", "24.7 分钟"]}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("worst", "is_found"), [(3.0, True), (3.1, False)])
def test_ranges_are_told_only_where_something_in_them_is_plausible(lang, worst, is_found):
    of_waves = Matched(
        unknowns=(),
        targets=(),
        waves=(Wave(np.zeros((8, 1)), np.zeros((8, 1)), 0.25),),
        best={"couriers.count": 210.0},
        ranges={"couriers.count": (187.0, 233.0)},
        implausibility=worst,
    )
    told = calibrated._by_simulation(of_waves, words(lang))
    assert "couriers.count" in told
    assert "210" in told
    assert f"{worst:.1f}" in told
    assert ("187" in told) == ("233" in told) == is_found


def test_data_that_are_all_0_are_drawn():
    """Warnings are errors here: an axis without length would be one."""
    none = np.zeros(50)
    figure = draw([Beside("preparation", none, none, 0.0)], words("en"))
    assert figure.axes[0].get_xlim() == (0, 1)
