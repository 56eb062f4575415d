"""The engine without a browser: twins on the screen, replications, and what is saved."""

import numpy as np
import pytest

import sim
from analysis.experiment.compare import differences
from analysis.experiment.experiment import units_of
from analysis.experiment.unit import measured
from analysis.kpis.measure import measure
from analysis.live.engine import Engine
from analysis.live.living import live_until
from analysis.live.messages import (
    Again,
    Asked,
    Began,
    Compared,
    More,
    Move,
    Play,
    Refused,
    Save,
    Saved,
    Seen,
)
from analysis.live.scene import counted_in, scene_of
from analysis.loading import load_arm, load_arms
from sim.agents.courier import position
from sim.simulation import alive, result_of
from tests.analysis.commands import hamlet

# The hamlet where doors are near and people eat at all hours, and the same after a warm-up.
SMALL = (
    "[city]\nwidth_m = 1200\nheight_m = 1200\nzone_m = 600\n"
    f"[demand]\nweekday_hours = {[1.0] * 24}\n"
)
WARM = 'extends = "hamlet.toml"\ntitle = "A warm hamlet"\nwarmup_days = 1\n'


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hamlet.write(tmp_path, hamlet=hamlet.HAMLET + SMALL, warm=WARM)
    return tmp_path


class Tab:
    """An engine, and all it has said."""

    def __init__(self, source="hamlet.toml", **asked):
        self.said = []
        self.engine = Engine(Asked(source, **{"replications": 2} | asked), self.said.append)
        self.engine.hear(Play(False, 30))
        self.until(lambda: any(isinstance(each, Began) for each in self.said))

    def until(self, done):
        for _ in range(5000):
            if done():
                return
            self.engine.work()
        raise AssertionError("nothing came of it")

    def move(self, **levers):
        self.engine.hear(Move(self.engine.number + 1, levers))
        self.until(lambda: self.engine.wait_s > 0)

    def last(self, kind):
        return [each for each in self.said if isinstance(each, kind)][-1]


def test_a_twin_of_which_no_lever_is_moved_is_the_same_city(place):
    tab = Tab(replications=1)
    for _ in range(3):
        tab.engine.twins.go_on(100.0)
        tab.engine._show()
        seen = tab.last(Seen)
        assert seen.base == seen.other
        assert seen.base_counted == seen.other_counted
    assert seen.base_counted.orders > 0


def test_a_lever_put_where_it_stands_is_not_moved(place):
    tab = Tab(replications=1)
    tab.move(fee=350, couriers=4)
    assert tab.engine.other is tab.engine.base
    assert tab.last(Compared).differences == ()


def test_a_lever_changes_the_twin_alone_and_back_again_it_is_the_base(place):
    tab = Tab(replications=1)
    before = tab.last(Seen)
    tab.move(fee=0)
    moved = tab.last(Seen)
    assert (moved.number, moved.together) == (1, True)
    assert moved.base == before.base
    assert moved.other_counted != moved.base_counted
    tab.move()
    assert tab.last(Seen).other == before.base


@pytest.mark.parametrize(
    ("source", "levers"),
    [("warm.toml", {"fee": 0}), ("warm.toml", {"couriers": 8})],
    ids=["after-the-base's-warm-up", "after-one-of-its-own"],
)
def test_replications_are_those_of_a_comparison_with_the_saved_scenario(place, source, levers):
    tab = Tab(source, seed=3)
    tab.move(**levers)
    found = tab.last(Compared)
    tab.engine.hear(Save(place / "saved" / "mine.toml"))
    saved = tab.last(Saved)
    assert saved.command[:3] == ("compare", source, str(saved.file))
    assert hamlet.o2o("check", saved.file).exit_code == 0
    arms = load_arms([source, str(saved.file)])
    kpis = {(u.label, u.seed): measured(u).kpis for u in units_of(arms, [3, 4], None)}
    by_arm = ({seed: kpis[arm.label, seed] for seed in (3, 4)} for arm in arms)
    assert (found.done, found.wanted) == (2, 2)
    assert found.differences == differences(*by_arm)
    # A fee is remembered, and the days are too few to see for how long.
    assert found.left_open["en"].startswith("But ") == ("fee" in levers)
    assert bool(found.left_open["zh"]) == ("fee" in levers)
    assert any(each.difference for each in found.differences)


def test_the_saved_scenario_is_the_twin(place):
    tab = Tab(settings=("demand.weekend_factor=1.1",))
    levers = {"fee": 100, "coupon_off": 300, "weather": "rain_evening", "promise_share": 0.75}
    tab.engine.hear(Move(1, levers))
    tab.engine.hear(Save(place / "mine.toml"))
    told = {"title", "title_zh", "why", "why_zh"}
    (with_set,) = load_arms(["mine.toml"], tab.engine._overrides)
    assert with_set.scenario.model_dump(exclude=told) == tab.engine.other.scenario.model_dump(
        exclude=told
    )
    assert "delivery fee ¥1.00" in with_set.scenario.title
    assert tab.last(Saved).command[-2:] == ("--set", "demand.weekend_factor=1.1")


def test_what_cannot_be_is_refused_and_all_stays_as_it_was(place):
    tab = Tab(replications=1)
    twin = tab.engine.twins.other
    tab.engine.hear(Move(1, {"coupon_off": 500, "coupon_from": 660, "coupon_until": 660}))
    assert "starts and ends at 11:00" in tab.last(Refused).why
    tab.engine.hear(Save(place / "mine.toml"))
    assert "no lever is moved" in tab.last(Refused).why
    tab.engine.hear(Move(2, {"fee": 0}))
    tab.engine.hear(Save(place / "hamlet.toml"))
    assert "is there already" in tab.last(Refused).why
    assert tab.engine.twins.other is twin


def test_more_replications_go_on_from_those_that_are_there(place):
    tab = Tab(replications=2)
    tab.move(fee=0)
    two = tab.last(Compared).differences
    tab.engine.hear(More(3))
    tab.until(lambda: tab.engine.wait_s > 0)
    three = tab.last(Compared)
    assert (three.done, three.wanted) == (3, 3)
    assert three.differences != two


def test_pieces_of_a_run_are_the_run(place):
    arm = load_arm("warm.toml")
    whole = sim.run(arm.scenario, 5)
    market = alive(arm.scenario, 5)
    for at_min in (0.5, 7.0, 15.0, 15.25, 100.0, 720.0, 1e9):
        live_until(market, at_min)
    assert not market.running
    assert measure(result_of(market)) == measure(whole)
    counted = counted_in(market)
    kpis = measure(whole)
    assert counted.orders == kpis["orders"]
    assert counted.delivered == kpis["delivered_orders"]
    assert counted.door_min == pytest.approx(kpis["click_to_door_mean_min"])
    assert counted.late_share == pytest.approx(kpis["late_share"])
    assert counted.platform_cents == kpis["platform_contribution_cents_per_day"]


def test_couriers_are_drawn_where_they_are(place):
    market = alive(load_arm("hamlet.toml").scenario, 0)
    live_until(market, 12 * 60.0 + 3.5)
    drawn = np.reshape(scene_of(market).couriers, (-1, 3))
    on_shift = [row for row in market.world.couriers if row["doing"] != 0]
    assert len(drawn) == len(on_shift) > 0
    side_m = market.city.n_cells_x * market.city.cell_m
    for (x, y, _), row in zip(drawn, np.array(on_shift).view(np.recarray), strict=True):
        x_m, y_m = position(row, market.now_min)
        assert (x, y) == (round(1000 * x_m / side_m), round(1000 * y_m / side_m))


def test_from_the_start_both_begin_at_midnight(place):
    tab = Tab(replications=1)
    tab.move(fee=0)
    tab.engine.hear(Again())
    tab.until(lambda: tab.engine.wait_s > 0)
    seen = tab.last(Seen)
    assert (seen.base.at_min, seen.other.at_min, seen.other_counted.orders) == (0.0, 0.0, 0)
