"""The page of a calibration: numbers in the units of its language."""

from types import SimpleNamespace

import numpy as np

from analysis.calibration.likeness import Beside
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
