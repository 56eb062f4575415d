"""The race: the first of a nest, and the first of nests, by draws that anyone can repeat."""

import math

import numpy as np
import pytest

from sim import luck
from sim.flow import race
from tests.sim.worlds import Town

TOWN = Town()


def nests_of(*weights):
    """Nests of one alternative each, whose channel is the nest's row; its draw is a half."""
    nests = race.NEST.empty(len(weights))
    race.begin(nests)
    for row, weight in enumerate(weights):
        race.enter(nests[row], weight, 0.5, row, 10 + row, -1, 1000.0)
    return nests


def finish(nests, consumer, nothing=1.0, scale=1.0):
    return race.finish(TOWN.columns, nests, consumer, 7, nothing, scale)


def test_the_earliest_alternative_of_a_nest_is_its_first():
    """-log(u) / weight: log 4 / 1 = 1.39, log 2 / 2 = 0.35, and a third not before that."""
    nests = race.NEST.empty(1)
    race.begin(nests)
    race.enter(nests[0], 1.0, 0.25, 0, 4, -1, 900.0)
    race.enter(nests[0], 2.0, 0.5, 1, 5, 3, 800.0)
    race.enter(nests[0], 0.5, 0.5, 2, 6, -1, 700.0)
    nest = nests[0]
    assert nest.weight == 3.5
    assert nest.first_min == pytest.approx(math.log(2) / 2)
    assert (nest.channel, nest.store, nest.coupon, nest.basket_cents) == (1, 5, 3, 800)


def test_nothing_in_no_nest_is_nothing_chosen():
    chosen = finish(nests_of(0.0, 0.0), consumer=1)
    assert (chosen.channel, chosen.store_id, chosen.coupon, chosen.basket_cents) == (-1, -1, -1, 0)


def test_a_nest_that_alone_has_weight_is_chosen():
    chosen = finish(nests_of(0.0, 2.0), consumer=1, nothing=0.0)
    assert (chosen.channel, chosen.store_id, chosen.basket_cents) == (1, 11, 1000)


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_nests_race_each_by_a_draw_of_its_own_beyond_the_fourth_too(scale):
    """The outside option has the first of four draws, the fourth nest the first of the next."""
    weights = (3.0, 1.0, 2.0, 5.0, 4.0)
    for consumer in range(50):
        draws = [
            *luck.four(0, luck.NEST, consumer, 7, 0),
            *luck.four(0, luck.NEST, consumer, 7, 1),
        ]
        powers = (1.5, *(weight**scale for weight in weights))
        times = [-math.log(draw) / power for draw, power in zip(draws, powers, strict=False)]
        chosen = finish(nests_of(*weights), consumer, nothing=1.5, scale=scale)
        assert chosen.channel == np.argmin(times) - 1
