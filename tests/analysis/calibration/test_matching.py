"""History matching finds what made the figures, and says how much of the space is left."""

import numpy as np
import pytest

from analysis.calibration.matching import Target, Unknown, emulator, implausibility, matched

COUNT = Unknown("couriers.count", 100, 300, whole=True)
TASTE = Unknown("couriers.acceptance.constant", 0.0, 4.0)


def test_an_emulator_of_second_degree_is_exact_on_its_own_kind():
    luck = np.random.default_rng(0)
    places, at = luck.random((12, 2)), luck.random((5, 2))

    def truth(x):
        return 1 + 2 * x[:, 0] - x[:, 1] ** 2 + 3 * x[:, 0] * x[:, 1]

    mean, variance = emulator(places, truth(places), at)
    assert mean == pytest.approx(truth(at))
    assert variance == pytest.approx(0, abs=1e-12)


def test_implausibility_by_hand():
    """A figure that is exactly 10 u; target 5 with a variance of 0.09 + 0.16, beside luck of 2."""
    places = np.linspace(0, 1, 8)[:, None]
    runs = 10 * places[:, :, None] + np.array([-1.0, 1.0])
    found = implausibility(places, runs, [Target("a", 5, 0.3, 0.4)], np.array([[0.5], [0.8]]))
    assert found == pytest.approx([0, 3 / np.sqrt(0.25 + 2)])


@pytest.mark.parametrize("seed", range(5))
def test_what_made_the_figures_is_found(seed):
    luck = np.random.default_rng(seed)
    true = luck.uniform(0.2, 0.8, 2)

    def figures(places):
        one = 30 + 20 * (1 - places[:, 0]) ** 2
        other = 0.3 - 0.2 * places[:, 1] + 0.05 * places[:, 0]
        return np.stack([one, other], axis=1)

    def simulate(places):
        exact = figures(places)[:, :, None]
        return exact * (1 + 0.005 * luck.standard_normal((*exact.shape[:2], 3)))

    aim = figures(true[None])[0]
    targets = [Target("wait", aim[0], 0.1, 0.2), Target("refusals", aim[1], 0.001, 0.002)]
    found = matched([COUNT, TASTE], targets, simulate, n_waves=2, n_points=12)
    assert found.is_plausible
    for unknown, u in zip((COUNT, TASTE), true, strict=True):
        low, high = found.ranges[unknown.path]
        assert low <= unknown.at(u) <= high
        assert high - low < (unknown.high - unknown.low) / 2
    assert found.waves[1].plausible_share <= found.waves[0].plausible_share < 0.3


def test_a_target_that_no_setting_reaches_is_not_plausible():
    found = matched(
        [COUNT],
        [Target("wait", 100, 0.1, 0.1)],
        lambda places: np.repeat(places[:, :, None], 2, axis=2),
        n_waves=3,
        n_points=8,
    )
    assert not found.is_plausible
    assert len(found.waves) == 1
