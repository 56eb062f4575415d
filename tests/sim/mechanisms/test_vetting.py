"""Vetting by hand: who is let in, who is taken off the app and for how long, how quality moves."""

import math

import numpy as np
import pytest
from scipy.special import ndtri

from sim import luck
from sim.agents.store import STORE
from sim.mechanisms import vetting
from sim.mechanisms.vetting import RECORD
from sim.settings.vetting import Vetting
from sim.simulation import run
from tests.cities import ASLEEP, SMALL, scenario
from tests.sim.mechanisms.alike import differing
from tests.uncompiled import assert_tests_pass_uncompiled

DAY = 1440.0


def stores_of(**columns):
    """Stores and their record; of each column one value a store."""
    n_stores = len(next(iter(columns.values())))
    stores, record = STORE.empty(n_stores), RECORD.empty(n_stores)
    record["until_min"] = -math.inf
    for name, values in columns.items():
        stores[name] = values
    record["usual_quality"] = stores["quality"]
    return stores, record


def normals(n_stores, nth, seed=0):
    return ndtri(luck.uniforms(seed, luck.VETTING, n_stores, nth)[:, 0])


def test_who_seems_too_poor_is_not_let_in():
    stores, record = stores_of(quality=[4.2, 4.4, 4.6])
    vetting.refuse(stores, record, Vetting(least_quality=4.4, signal_sd=0), 0)
    assert record["refused"].tolist() == [True, False, False]
    assert stores["off_app"].tolist() == [1, 0, 0]


def test_an_examination_errs():
    """Of stores just at the standard as many seem worse as draw a normal below 0."""
    stores, record = stores_of(quality=np.full(200, 4.4))
    vetting.refuse(stores, record, Vetting(least_quality=4.4, signal_sd=0.2), 0)
    assert record["refused"].tolist() == (normals(200, 0) < 0).tolist()
    assert 70 < record["refused"].sum() < 130


def test_low_ratings_are_off_the_app_for_a_time_and_not_judged_meanwhile():
    stores, record = stores_of(quality=[4, 4, 4], shown_quality=[4.0, 4.5, 4.0])
    record["refused"][2] = True
    rules = Vetting(least_rating=4.2, delisted_days=3, every_days=2)
    vetting.delist(stores, record, rules, 7 * DAY)
    assert record["until_min"].tolist() == [10 * DAY, -math.inf, -math.inf]
    assert stores["off_app"].tolist() == [1, 0, 0]
    vetting.delist(stores, record, rules, 9 * DAY)
    assert record["until_min"][0] == 10 * DAY
    for day, off in ((9, 1), (10, 0), (11, 0)):
        vetting.relist(stores, record, day * DAY)
        assert stores["off_app"].tolist() == [off, 0, 0]
    vetting.delist(stores, record, rules, 11 * DAY)  # on the app for a day only
    assert stores["off_app"].tolist() == [0, 0, 0]
    vetting.delist(stores, record, rules, 12 * DAY)
    assert (record["until_min"][0], stores["off_app"][0]) == (15 * DAY, 1)


def test_quality_goes_back_to_the_stores_own():
    """Half a star away, a tenth of it back in a day; and luck beside it."""
    _, record = stores_of(quality=[4.0, 4.0])
    still = Vetting(reversion_share=0.1)
    quality = np.array([4.5, 3.5])
    assert vetting.moved(quality, record, still, 0, 0).tolist() == [4.5, 3.5]  # nothing moves it
    moves = Vetting(reversion_share=0.1, drift_sd=0.2)
    expected = [4.45, 3.55] + 0.2 * normals(2, 6)
    assert vetting.moved(quality, record, moves, 0, 5) == pytest.approx(expected)


def test_quality_stays_within_the_stars_there_are():
    _, record = stores_of(quality=np.full(50, 4.9))
    moved = vetting.moved(np.full(50, 4.9), record, Vetting(drift_sd=4), 0, 0)
    assert (moved.min(), moved.max()) == (1, 5)


def town(**rules):
    on = {"mechanisms": {"vetting": {"enabled": True} | rules}, "consumers": {"count": 250}}
    return scenario(SMALL, ASLEEP, on, {"days": 2})


@pytest.mark.uncompiled
@pytest.mark.whole_run
def test_where_all_are_good_enough_it_is_as_if_it_were_not_there():
    off = run(scenario(SMALL, ASLEEP, {"consumers": {"count": 250}, "days": 2}), 3)
    assert differing(run(town(), 3), off) == []


@pytest.mark.uncompiled
def test_nobody_orders_in_the_app_from_who_is_off_it_and_guests_still_come():
    result = run(town(least_quality=4.6, least_rating=4.5, every_days=1), 3)
    record, stores = result.own[vetting.NAME], result.stores
    off = record["refused"] | (record["until_min"] > -math.inf)
    assert 0 < record["refused"].sum() < len(stores)
    assert (record["until_min"] > -math.inf).any()
    assert stores["off_app"].tolist() == off.astype(int).tolist()
    names = np.array(result.parts.channel_names)[result.orders["channel"]]
    in_app = result.orders[names != "walk_in"]
    assert not record["refused"][in_app["store"]].any()
    late = in_app["placed_min"] >= DAY
    assert not off[in_app["store"][late]].any()
    figures = vetting.kpis(result)
    assert figures["refused_stores_share"] == record["refused"].mean()
    assert figures["delisted_stores_share"] == (record["until_min"] > DAY).sum() / len(stores) / 2
    assert figures["ordered_quality_stars"] == pytest.approx(
        stores["quality"][in_app["store"]].mean()
    )


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
