"""The sampler of surfaces, where Optuna asks it for one lever alone."""

import optuna

from analysis.lab.tuning.sampler import sampler
from tests.analysis.lab.tuning.toys import SPACE


def test_what_is_not_sampled_with_the_others_lies_in_its_range_and_is_the_same_each_time():
    drawn = []
    for _ in range(2):
        study = optuna.create_study(sampler=sampler("surface", SPACE, 3, 4))
        drawn.append([study.ask().suggest_float("elsewhere", 2.0, 3.0) for _ in range(5)])
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 5
    assert all(2 <= value <= 3 for value in drawn[0])
