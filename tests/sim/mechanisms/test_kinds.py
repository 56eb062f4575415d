"""Kinds of business, by hand: who sells what to whom, at which price, in what time."""

import numpy as np
import pytest

from sim import luck
from sim.agents.store import ENDLESS
from sim.market import Market
from sim.mechanisms import kinds
from sim.mechanisms.items.columns import SHOPS_ROWS
from sim.settings.kinds import Kinds
from tests.cities import SMALL, scenario
from tests.sim.worlds import Town, session_of
from tests.uncompiled import assert_tests_pass_uncompiled

MANY = {"stores": {"count": 20}, "consumers": {"count": 200}, "past": {"days": 0}}


def market_of(**settings):
    others = ("pooling", "items", "reservation")
    mechanisms = {name: {"enabled": True} for name in others}
    tables = {"mechanisms": {"kinds": {"enabled": True} | settings} | mechanisms}
    return Market(scenario(SMALL, MANY, tables), 3)


def own_of(market, name):
    return market.world.own[[part.name for part in market.parts.owners].index(name)]


def share_of(part):
    weights = np.array([getattr(kind, part) for kind in Kinds().all])
    return weights / weights.sum()


@pytest.mark.slow
def test_stores_are_of_their_kinds_with_prices_work_cooks_and_portions_of_them():
    plain = Market(scenario(SMALL, MANY), 3).world.stores
    market = market_of()
    stores, kind = market.world.stores, own_of(market, "kinds")[0]["kind"]
    assert np.bincount(kind).tolist() == [14, 4, 2]
    factors = np.array([1.0, 1.6, 2.5])[kind]
    assert stores["price_level"] == pytest.approx(plain["price_level"] * factors)
    work = np.array([1.0, 0.55, 2.5])[kind]
    for column in ("preparation_min", "quoted_min"):
        assert stores[column] == pytest.approx(plain[column] * work)
    crowd = (share_of("needs") / share_of("stores"))[kind]
    assert (stores["n_cooks"] == np.maximum(1, np.ceil(plain["n_cooks"] * (crowd * work)))).all()
    meals = kind == kinds.MEAL
    assert (stores["daily_stock"] == np.ceil(plain["daily_stock"] * crowd))[meals].all()
    assert (stores["published_stock"][~meals] == ENDLESS).all()
    names = market.parts.channel_names
    assert names == ("delivery", "pickup", "walk_in", "reserve")
    assert own_of(market, "kinds")[1]["shut"].tolist() == [0, 0b1000, 0b0011]
    pools, shops = own_of(market, "pooling")[0], own_of(market, "items")[SHOPS_ROWS]
    assert (pools["kin"] == kind).all()
    assert (shops["is_shop"] == (kind == kinds.RETAIL)).all()


@pytest.mark.slow
def test_what_a_table_says_of_a_store_is_not_drawn_and_not_scaled():
    known = {
        "names": ("a", "b", "c"),
        "x_m": (100.0, 200.0, 300.0),
        "y_m": (100.0, 200.0, 300.0),
        "kind": (2.0, None, 0.0),
        "preparation_min": (30.0, None, 12.0),
        "n_cooks": (4.0, 2.0, None),
    }
    town = {"city": {"town": {"stores": known}}, "stores": {"count": 3}}
    tables = {"mechanisms": {"kinds": {"enabled": True}}}
    market = Market(scenario(SMALL, MANY, town, tables), 3)
    stores, kind = market.world.stores, own_of(market, "kinds")[0]["kind"]
    assert kind[[0, 2]].tolist() == [kinds.SERVICE, kinds.MEAL]
    for column in ("preparation_min", "quoted_min"):
        assert stores[column][[0, 2]].tolist() == [30, 12]
    assert stores["n_cooks"][:2].tolist() == [4, 2]
    assert (stores["daily_stock"] == ENDLESS).tolist()[0]


class Mixed(Town):
    """A store of each kind, and a consumer whose needs are of all kinds."""

    def __init__(self):
        tables = {"stores": {"count": 3}, "mechanisms": {"kinds": {"enabled": True}}}
        super().__init__(tables, stores=[{}, {}, {}])
        self.world.own[0][0]["kind"] = [0, 1, 2]
        self.world.own[0][1]["shut"] = [0, 0, 0b11]

    def session(self, nth):
        return session_of(self.world.consumers[0], nth=nth)


def kind_of(nth):
    """By its draw: three of four are meals, the last twentieth are services."""
    return int(np.searchsorted([0.75, 0.95], luck.luck(0, luck.KINDS, 0, nth)))


@pytest.mark.slow
def test_a_need_is_met_by_stores_of_its_kind_at_the_prices_expected_of_it():
    town = Mixed()
    seen = set()
    for nth in range(60):
        session, kind = town.session(nth), kind_of(nth)
        utils = [town.call(kinds.store_utils, 1.0, session, store, 0.0) for store in range(3)]
        expected = 1.0 + 0.0006 * 4000 * [0, 0.6, 1.5][kind] + [0, 0, 4][kind]
        assert utils[kind] == pytest.approx(expected)
        assert max(each for store, each in enumerate(utils) if store != kind) < -9e4
        seen.add(kind)
    assert seen == {0, 1, 2}


@pytest.mark.slow
def test_services_are_neither_delivered_nor_collected():
    town = Mixed()
    for nth in range(60):
        utils = [town.call(kinds.channel_utils, 1.0, town.session(nth), n) for n in range(3)]
        not_brought = kind_of(nth) == kinds.SERVICE
        assert utils == ([1.0 - 1e5] * 2 + [1.0] if not_brought else [1.0] * 3)


def test_of_a_kind_a_file_says_what_differs():
    kinds_ = Kinds.model_validate({"retail": {"needs": 0.4}})
    assert kinds_.retail == Kinds().retail.model_copy(update={"needs": 0.4})
    assert (kinds_.meal, kinds_.service) == (Kinds().meal, Kinds().service)
    with pytest.raises(ValueError, match=r"retail\.need\b"):
        Kinds.model_validate({"retail": {"need": 0.4}})


def test_a_city_without_any_store_or_need_is_refused():
    nothing = {"stores": 0, "needs": 1}
    each = {name: Kinds().meal.model_dump() | nothing for name in ("meal", "retail", "service")}
    with pytest.raises(ValueError, match="stores: at least one kind must have some"):
        Kinds(**each)


def test_all_of_this_uncompiled():
    assert_tests_pass_uncompiled(__file__)
