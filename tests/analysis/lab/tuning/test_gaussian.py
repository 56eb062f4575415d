"""Surfaces through noisy values."""

import numpy as np
import pytest

from analysis.lab.lever import Lever, Range, Values
from analysis.lab.tuning.gaussian import fitted
from analysis.lab.tuning.space import Space

X = np.linspace(0, 1, 9)[:, None]


def test_without_noise_a_surface_goes_through_what_is_known():
    y = np.sin(4 * X[:, 0])
    mean, sd = fitted(X, y, np.zeros(9)).at(X)
    assert mean == pytest.approx(y, abs=1e-3)
    assert (sd < 1e-2).all()


def test_it_tells_what_lies_between_and_how_little_is_known_beyond():
    surface = fitted(X, np.sin(4 * X[:, 0]), np.zeros(9))
    mean, sd = surface.at(np.array([[0.44], [3.0]]))
    assert mean[0] == pytest.approx(np.sin(1.76), abs=0.02)
    assert sd[1] > 10 * sd[0]


def test_noise_is_smoothed_away():
    random = np.random.default_rng(0)
    x = random.random((60, 1))
    y = 2 * x[:, 0] + random.normal(0, 0.5, 60)
    mean, sd = fitted(x, y, np.full(60, 0.25)).at(np.array([[0.5]]))
    assert abs(mean[0] - 1) < 3 * sd[0] < 0.6


def test_values_that_are_all_the_same_are_flat():
    mean, _ = fitted(X, np.full(9, 7.0), np.zeros(9)).at(np.array([[0.3]]))
    assert mean == pytest.approx([7])


SPACE = Space(
    [
        Lever("count", Range(1, 3, integer=True), ""),
        Lever("window", Values(("a", "b")), ""),
        Lever("fee", Range(1.0, 100.0, log=True), ""),
    ]
)


def test_places_of_the_same_settings_have_the_same_code():
    places = np.array([[0.34, 0.1, 0.5], [0.6, 0.4, 0.5], [0.7, 0.9, 0.5]])
    codes = SPACE.coded(places)
    assert [SPACE.point(place)["count"] for place in places] == [2, 2, 3]
    assert (codes[0] == codes[1]).all()
    assert (codes[0] != codes[2]).sum() == 3  # the count, and both options
    assert np.linalg.norm(codes[1, 1:3] - codes[2, 1:3]) == pytest.approx(1)
    assert SPACE.point(places[0])["fee"] == pytest.approx(10)


def test_what_is_near_stays_in_the_space():
    near = SPACE.near(np.array([0.01, 0.5, 0.99]), 0.2, np.random.default_rng(0), 200)
    assert near.shape == (200, 3)
    assert ((near >= 0) & (near < 1)).all()
    assert 0.02 < near[:, 0].std() < 0.25
