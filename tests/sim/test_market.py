"""The market as a Mesa model: agents over columns, steps, collected data, and users' agents."""

import mesa
import numpy as np
import pytest

from sim.agents.person import Consumer, Courier, Store
from sim.flow.sample import SAMPLED
from sim.order import State, is_open
from sim.simulation import alive
from tests.cities import CALM, SMALL, scenario

# No dispatch in the run: nothing is ever brought.
NOBODY = {"couriers": {"count": 0}, "choice": {"pickup_constant": -1000}}


def market_of(*changes, seed=0):
    return alive(scenario(SMALL, CALM, *changes), seed)


# Agents


def test_stores_and_couriers_are_agents_and_consumers_are_made_when_asked_for():
    market = market_of()
    assert {kind: len(agents) for kind, agents in market.agents_by_type.items()} == {
        Store: 10,
        Courier: 15,
    }
    assert sorted(agent.row for agent in market.agents_by_type[Courier]) == list(range(15))
    consumer = market.consumer(17)
    assert isinstance(consumer, Consumer)
    assert consumer.row == 17


def test_an_agent_s_attributes_are_the_columns_of_its_row():
    market = market_of()
    consumer = market.consumer(17)
    assert consumer.satisfaction == market.world.consumers["satisfaction"][17] != 4
    market.world.consumers["satisfaction"][17] = 2.5
    assert (consumer.satisfaction, consumer.columns.satisfaction) == (2.5, 2.5)
    assert market.consumer(16).satisfaction != 2.5
    with pytest.raises(AttributeError, match="happiness"):
        _ = consumer.happiness


def test_writing_an_agent_s_attribute_writes_the_column():
    market = market_of()
    (store,) = market.agents_by_type[Store].select(lambda store: store.row == 3)
    store.price_level = 9
    assert market.world.stores["price_level"][3] == store.price_level == 9
    cell = store.cell
    store.mood = "good"
    assert (store.cell, store.mood) == (cell, "good")


def test_agents_can_be_selected_and_aggregated_by_their_columns():
    market = market_of()
    stores = market.agents_by_type[Store]
    assert stores.agg("n_cooks", sum) == market.world.stores["n_cooks"].sum()
    market.world.stores["n_cooks"][3] = 99
    (busiest,) = stores.select(lambda store: store.n_cooks == 99)
    assert busiest.row == 3


def test_a_store_stands_on_its_cell_of_the_grid():
    market = market_of()
    for store in market.agents_by_type[Store]:
        x, y = store.cell.coordinate
        assert market.city.cell_of(store.x_m, store.y_m) == y * market.city.n_cells_x + x
        assert store in store.cell.agents


def test_a_courier_between_two_points_is_seen_on_the_line():
    market = market_of()
    (courier,) = market.agents_by_type[Courier].select(lambda courier: courier.row == 4)
    row = market.world.couriers[4]
    row.from_x_m, row.from_y_m, row.to_x_m, row.to_y_m = 100, 200, 500, 800
    row.depart_min, row.arrive_min = 10, 20
    market.scenario = market.scenario.model_copy(update={"sample_min": 12.5})
    market.step()
    assert market.now_min == 12.5
    assert courier.position == (200, 350)
    row.arrive_min = 12.5
    assert courier.position == (500, 800)


class Saint(mesa.Agent):
    """Makes delivery free in one hour of the day."""

    def __init__(self, model, from_min):
        super().__init__(model)
        model.clock.process(self.story(from_min))

    def story(self, from_min):
        yield self.model.clock.timeout(from_min)
        self.model.world.tariff["base_cents"] = 0
        yield self.model.clock.timeout(60)
        self.model.world.tariff["base_cents"] = 900


def test_a_user_s_agent_acts_by_a_process():
    """From noon to one, to the minute."""
    rules = {"policies": {"pricing": {"use": "flat", "base_cents": 350, "every_min": 1440}}}
    market = market_of(rules)
    saint = Saint(market, 720)
    market.live()
    assert saint in market.agents
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    deliveries = orders[orders["channel"] == 0]
    for after, fee, before in ((0, 350, 720), (720, 0, 780), (780, 900, 1440)):
        placed = deliveries["placed_min"]
        fees = deliveries["fee_cents"][(placed >= after) & (placed < before)]
        assert len(fees) > 3
        assert set(fees) == {fee}


# Time and data


def test_a_step_lives_through_one_sample_interval():
    market = market_of({"sample_min": 7.5})
    assert market.now_min == 0
    market.step()
    assert market.now_min == market.world.state["now_min"][0] == 7.5
    market.step()
    assert market.now_min == 15
    assert market.running


def test_the_frame_of_collected_data_has_a_row_a_step():
    market = market_of({"sample_min": 60})
    for _ in range(3):
        market.step()
    frame = market.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["zones", "weather"]
    assert len(frame) == 3
    assert frame["weather"].tolist() == [0, 0, 0]
    assert frame["zones"][2].shape == (market.city.n_zones, len(SAMPLED))


def test_the_timeline_has_a_row_for_each_moment_and_zone():
    market = market_of({"sample_min": 360})
    market.live()
    timeline = market.timeline()
    assert list(timeline.columns) == ["at_min", "zone", "weather", *SAMPLED]
    n_zones = market.city.n_zones
    assert timeline["at_min"].tolist() == [
        at for at in (360, 720, 1080, 1440) for _ in range(n_zones)
    ]
    assert timeline["zone"].tolist() == list(range(n_zones)) * 4
    assert (timeline["base_fee_cents"] == 350).all()
    on_duty = timeline.groupby("at_min")[["idle_couriers", "busy_couriers"]].sum().sum(axis=1)
    assert on_duty[720] > on_duty[360]


def test_a_run_ends_when_no_order_is_open_after_the_last_day():
    market = market_of()
    shares = []
    market.live(shares.append)
    assert not market.running
    assert market.now_min >= 1440
    assert market.world.state["n_open"][0] == 0
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_an_order_nobody_brings_ends_with_the_run():
    """Six hours after midnight, orders that dispatch has not given up are undelivered."""
    market = market_of(NOBODY, {"patience": {"enabled": False, "no_courier_min": 1e6}})
    market.live()
    orders = market.world.orders[: market.world.state["n_orders"][0]]
    deliveries = orders[orders["channel"] == 0]
    assert len(deliveries) > 10
    assert (deliveries["state"] == State.UNDELIVERED).all()
    assert (deliveries["ended_min"] == 1800).all()
    assert not is_open(orders["state"]).any()
    assert market.now_min == 1800


def test_shifts_that_still_run_are_paid_at_the_end():
    """On duty round the clock for 10.00 an hour, in a city without an order."""
    rules = {
        "demand": {"weekend_factor": 0, "first_weekday": 5},
        "couriers": {
            "count": 1,
            "attendance_share": 1,
            "shifts": [{"share": 1, "start": "12:00", "end": "11:00"}],
        },
        "policies": {"pay": {"use": "guarantee", "hourly_guarantee_cents": 1000}},
    }
    market = market_of(rules)
    market.live()
    courier = market.world.couriers[0]
    # The rest of the shift that began the day before, and this day's until midnight.
    worked_min = (courier.off_min, 1440 - courier.on_min)
    assert market.now_min == 1440
    assert courier.on_shift_min == sum(worked_min)
    assert courier.earned_cents == sum(round(1000 * minutes / 60) for minutes in worked_min)


# The view


def test_a_view_is_the_present_and_cannot_be_written_to():
    market = market_of()
    market.step()
    view = market.view
    assert view.now_min == 15
    market.world.stores["n_cooks"][0] = 77
    assert view.stores["n_cooks"][0] == 77
    for table in (view.consumers, view.stores, view.couriers, view.stops, view.orders, view.travel):
        with pytest.raises(ValueError, match="read-only"):
            table[:] = table.copy()


def test_a_view_follows_tables_that_grow():
    market = market_of()
    before = market.view.orders
    market.flow._make_room(len(before))
    view = market.view
    assert len(view.orders) > 2 * len(before)
    market.world.orders["store"][5] = 3
    market.world.waiting[0] = 5
    market.world.state["n_waiting"] = 1
    assert view.waiting.tolist() == [5]
    assert (
        view.waiting_per_zone.tolist()
        == np.eye(market.city.n_zones)[market.world.stores["zone"][3]].tolist()
    )


def test_a_view_knows_the_day_and_its_minute():
    view = market_of().view
    view.put(now_min=2 * 1440 + 75.5)
    assert (view.day, view.minute_of_day) == (2, 75.5)


def test_a_view_has_its_time_as_a_float_at_whole_minutes_too():
    """An int would have every kernel of a policy compiled once more."""
    market = market_of()
    assert type(market.view.now_min) is float
    market.clock.run(until=60)
    assert type(market.view.now_min) is float


def test_weekdays_count_on_from_the_first():
    market = market_of({"days": 3, "demand": {"first_weekday": 5}})
    seen = []
    for day in range(3):
        market.world.state["day"] = day
        seen.append(market.weekday)
    assert seen == [5, 6, 0]


def test_a_batch_of_mesa_runs_markets_to_their_end_past_the_last_sample():
    short = scenario(SMALL, CALM, {"days": 1})
    rows = mesa.batch_run(
        alive, {"scenario": [short], "seed": [0, 1]}, max_steps=10**6, display_progress=False
    )
    market = market_of({"days": 1})
    market.live()
    assert [row["seed"] for row in rows] == [0, 1]
    assert (rows[0]["zones"] == market.datacollector.model_vars["zones"][-1]).all()
    assert market.timeline()["at_min"].max() == 1440
