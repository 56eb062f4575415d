"""The oracle can fail: with one wrong rule on one side, the logs differ."""

import pytest

from sim.agents.courier import Doing
from sim.order import State
from tests.cities import scenario
from tests.reference import consumer
from tests.reference.compare import agreed_log
from tests.reference.courier import Courier
from tests.reference.dispatch import Dispatch
from tests.reference.kitchen import Kitchen
from tests.reference.offers import all_offers
from tests.reference.order import Order
from tests.reference.towns import HECTIC, TOWN


class Stack(list):
    """A queue in which the newest comes first."""

    def append(self, item):
        self.insert(0, item)


class StackedKitchen(Kitchen):
    def __init__(self, flow, store):
        super().__init__(flow, store)
        self.cooks.put_queue = Stack()


def keep_the_refund(order, cause):
    order.row.cause = cause
    order._end(State.CANCELLED)
    order.row.reliability_score -= order.flow.rows.satisfaction[0].failure_weight
    order._judge()


def ride_on_to_a_withdrawn_order(courier, order):
    courier._drop(order)
    order.given_to(None)


def give_nothing_back(courier):
    courier.row.until_min = courier.flow.now
    courier.row.on_shift_min += courier.flow.now - courier.row.since_min
    if courier.row.doing == Doing.IDLE:
        courier._go_home()


def search_for_ever(dispatch):
    return len(dispatch.listed)


def choose_the_first(flow, session):
    return next(iter(all_offers(flow, session)), None)


def walk_off_while_offers_come(courier):
    return False


WRONG = {
    "the queue is a stack": ("tests.reference.market.Kitchen", StackedKitchen),
    "refunds are kept": (Order, "give_up", keep_the_refund),
    "withdrawn orders are fetched": (Courier, "lose", ride_on_to_a_withdrawn_order),
    "nothing is given back": (Courier, "end_shift", give_nothing_back),
    "no search is given up": (Dispatch, "tidy", search_for_ever),
    "moves are never left": (Courier, "_is_on_a_move", walk_off_while_offers_come),
    "the first offer is taken": (consumer, "choose", choose_the_first),
}

# Orders are offered to couriers on the way to a waiting place.
RESTLESS = {
    "policies": {
        "repositioning": {"use": "demand_weighted", "every_min": 1, "least_stay_min": 0},
        "dispatch": {"use": "nearest", "every_min": 1},
    }
}


@pytest.mark.parametrize("rule", WRONG)
def test_a_wrong_rule_is_noticed(rule, monkeypatch):
    monkeypatch.setattr(*WRONG[rule])
    changes = RESTLESS if "moves" in rule else {}
    with pytest.raises(AssertionError, match="flow"):
        agreed_log(scenario(TOWN, HECTIC, changes))
