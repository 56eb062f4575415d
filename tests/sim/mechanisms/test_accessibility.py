"""Accessibility, by hand: for whom the app is hard, how hard, and what its own mode takes away."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.market import Market
from sim.mechanisms import accessibility
from sim.order import Channel
from sim.scenario import Scenario
from sim.simulation import run
from tests.cities import ALIKE, CALM, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.sim.worlds import PICKUP_ONLY, Town, chosen_by, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

KIND = {"share": 0.5, "needs_per_day": 1, "basket_mean_cents": 4000, "friction": 1.5}
PEOPLE = {"segments": [KIND | {"name": "young"}, KIND | {"name": "old"}]}
ON = {"enabled": True, "old_segments": ["old"], "disabled_share": 0.2, "hard_factor": 3}


def on(**rules):
    return {"consumers": PEOPLE, "mechanisms": {"accessibility": ON | rules}}


def lived(**rules):
    """A market of five hundred people."""
    crowd = {"consumers": {"count": 500}, "couriers": {"count": 0}, "past": {"days": 0}}
    return Market(scenario(CALM, SMALL, crowd, on(**rules)), 0)


class Hard(Town):
    """A town of two people, for the second of whom the app is hard."""

    def __init__(self, *changes, **rules):
        super().__init__(on(**rules), {"consumers": {"count": 2}}, *changes, homes=((0, 0),) * 2)
        people, self.groups, _ = self.world.own[0]
        people["hard"], people["factor"] = (0, 1), (0.8, 2.5)

    def both(self, kernel, *args):
        return [self.call(kernel, 1.0, who, *args) for who in (0, 1)]


@pytest.mark.uncompiled
@pytest.mark.parametrize(("mode", "hard"), [(0, 3.0), (0.5, 2.0), (1, 1.0)])
def test_who_finds_it_hard_has_more_friction_and_a_segment_as_much_as_before(mode, hard):
    """Of the old everyone, so that none is harder than the mean; of the young a fifth."""
    market = lived(senior_mode=mode)
    people, consumers = market.world.own[0][0], market.world.consumers
    old = consumers["segment"] == 1
    assert people["hard"][old].all()
    assert people["hard"][~old].mean() == pytest.approx(0.2, abs=4 * np.sqrt(0.16 / 250))
    assert people["factor"][old] == pytest.approx(hard / 3)
    young, difficult = people["factor"][~old], people["hard"][~old] == 1
    assert young[difficult] == pytest.approx(hard / 1.4)
    assert young[~difficult] == pytest.approx(1 / 1.4)


@pytest.mark.uncompiled
def test_friction_is_the_segments_times_ones_own():
    assert Hard().both(accessibility.friction) == [0.8, 2.5]


@pytest.mark.uncompiled
def test_the_mode_opens_the_app_and_sells_what_is_in_it_to_who_finds_it_hard():
    town = Hard(senior_mode=0.5, opening_weight=0.4, app_weight=0.6)
    assert town.both(accessibility.opening_utils, 600.0) == [1.0, pytest.approx(1.2)]
    for channel, gain in zip(Channel, (0.3, 0.3, 0), strict=True):
        utils = [
            town.call(
                accessibility.channel_utils,
                1.0,
                session_of(town.world.consumers[who], consumer_id=who),
                int(channel),
            )
            for who in (0, 1)
        ]
        assert utils == [1.0, pytest.approx(1 + gain)]


@pytest.mark.uncompiled
def test_needs_sessions_and_choices_are_counted_by_group_not_in_a_warm_up():
    town = Hard()
    for now in (-5.0, 600.0, 700.0):
        town.both(accessibility.opening_utils, now)
    nothing = chosen_by(Channel.DELIVERY)._replace(channel=-1)
    looks = session_of(town.world.consumers[1], consumer_id=1)
    for chosen in (chosen_by(Channel.DELIVERY), chosen_by(Channel.WALK_IN), nothing):
        town.call(accessibility.chose, looks, chosen, 0.0)
        town.call(accessibility.chose, looks._replace(now=-5.0), chosen, 0.0)
    assert town.groups.tolist() == [(2, 0, 0, 0), (2, 3, 1, 0)]


@pytest.mark.uncompiled
def test_what_is_hard_loses_more_at_the_checkout():
    """Each of three steps loses 0.1 * 1.5 * 2.5 of who finds it hard: one in four gets through."""
    change = {"choice": {"loss_per_step": 0.1, "checkout_steps": 3}}
    town = Hard(PICKUP_ONLY, change, {"choice": {"payment_failure_share": 0}})
    town.needs(*((100.0 + nth, nth % 2) for nth in range(120)))
    town.advance(600)
    through = town.groups["n_orders"] / town.groups["n_chosen"]
    for who, factor in enumerate((0.8, 2.5)):
        share = (1 - 0.1 * 1.5 * factor) ** 3
        assert town.groups["n_chosen"][who] > 30
        assert through[who] == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 30))


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_it_is_hard_for_all_alike_it_is_as_if_it_were_not_there():
    village = {"consumers": {"count": 60}, "stores": {"count": 3}, "couriers": {"count": 2}}
    rules = ON | {"old_segments": ["plain"], "senior_mode": 0}
    changes = ({"mechanisms": {"accessibility": rules}}, {})
    with_it, without = (run(scenario(ALIKE, CALM, SMALL, village, each), 0) for each in changes)
    assert [part.name for part in with_it.parts.mechanisms] == ["accessibility"]
    assert len(without.orders) > 5
    assert differing(with_it, without) == []


def test_the_old_are_a_segment_that_there_is():
    wrong = {"title": "test", "mechanisms": {"accessibility": ON}}
    with pytest.raises(ValueError, match="no segment named 'old'; known: student, office"):
        Scenario.model_validate(wrong)
    on = {"enabled": True, "old_segments": ["senior"]}
    Scenario.model_validate({"title": "test", "mechanisms": {"accessibility": on}})


def test_gaps_are_others_less_those_who_find_it_hard():
    groups = np.array([(100, 80, 40, 32), (10, 4, 2, 1)], accessibility.GROUPS.dtype)
    result = SimpleNamespace(own={"accessibility": (None, groups, None)})
    assert accessibility.kpis(result) == {
        "hard_conversion_share": 0.25,
        "conversion_gap_share": pytest.approx(0.4 - 0.25),
        "checkout_gap_share": pytest.approx(0.8 - 0.5),
        "opening_gap_share": pytest.approx(0.8 - 0.4),
    }
    groups[1] = (0, 0, 0, 0)
    assert set(accessibility.kpis(result).values()) == {None}


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
