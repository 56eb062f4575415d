"""`o2o calibrate`, end to end on a made-up export of an aggregator."""

import json
from functools import partial

import numpy as np
import pytest

from analysis.calibration import calibrated
from analysis.calibration.calibrated import Plan
from analysis.calibration.reading import observe
from analysis.loading import load_arm
from analysis.scenario_file import load_scenario
from sim.scenario import Scenario
from tests.analysis.commands import hamlet

call = partial(hamlet.call, "calibrate")

HEADER = (
    "订单号,下单时间,商家名称,商家经度,商家纬度,用户经度,用户纬度,出餐时间,取餐时间,送达时间,"
    "承诺送达时间,骑手ID"
)
N, N_STORES, N_COURIERS = 1040, 60, 36
N_TWICE = N // 20
N_WRONG = N_TWICE + 2  # a stray date, and a line that was cut off


def clock(minute):
    hour, of_hour = divmod(int(minute + 0.01), 60)
    return f"2024-05-17 {hour:02d}:{of_hour:02d}"


def rows(n=N):
    """Orders of one evening, brought at 19.8 km/h."""
    luck = np.random.default_rng(0)
    at = luck.uniform((121.47, 31.20), (121.50, 31.23), (N_STORES, 2))
    told = []
    for nth, placed in enumerate(np.sort(luck.uniform(1020, 1260, n))):
        store = int(luck.integers(N_STORES))
        door = at[store] + luck.normal(0, 0.015, 2)
        ready = placed + luck.gamma(4, 4)
        way_m = np.hypot((door[0] - at[store, 0]) * 95_000, (door[1] - at[store, 1]) * 111_000)
        delivered = ready + 4 + way_m * 1.35 / 330
        moments = [clock(each) for each in (ready, ready + 0.4, delivered, placed + 40)]
        places = [f"{each:.6f}" for each in (*at[store], *door)]
        told.append(
            [
                f"D{90210 + nth}",
                clock(placed),
                f"面馆{store}号店",
                *places,
                *moments,
                f"R{nth % N_COURIERS}",
            ]
        )
    return told


def export(folder, told, name="订单.csv", tail=""):
    text = "\n".join([HEADER, *(",".join(row) for row in told)]) + "\n" + tail
    (folder / name).write_bytes(text.encode("gb18030"))
    return name


def shifts(folder):
    """Six couriers at noon, six in the evening."""
    hours = ["10:00,14:00"] * 6 + ["16:30,22:00"] * 6
    told = [f"R{nth},{each}" for nth, each in enumerate(hours)]
    (folder / "shifts.csv").write_text("\n".join(["rider,start,end", *told]) + "\n")
    return "shifts.csv"


def faulty(folder):
    """The export with 5 % of it twice, a stray date, and a last line that was cut off."""
    told = rows()
    stray = [told[3][0] + "x", "2023-01-02 12:00", *told[3][2:]]
    return export(folder, [*told, *told[:N_TWICE], stray], tail=",".join(told[0])[:40])


def test_what_is_written_of_an_export_is_in_order_and_tells_nobody(tmp_path):
    """Without the simulation and the page; see below for these."""
    name = faulty(tmp_path)
    plan = Plan("baseline", tmp_path / "my-city.toml")
    observed = observe(tmp_path / name, couriers=tmp_path / shifts(tmp_path))
    begun = calibrated.begin(plan, observed, Scenario(title="a preset"))
    fitted, settings = begun.fitted, begun.settings()
    assert sum(each.n for each in observed.findings if each.deed == "left out") == N_WRONG
    assert (observed.n_rows, observed.recording.n_orders) == (N + N_WRONG, N)
    arm = load_arm(plan.file)
    assert arm.scenario.couriers.count == 12
    assert arm.recording is not None
    assert arm.recording.n_orders == N
    assert arm.scenario.kitchen.shape == settings_by_path(settings)["kitchen.shape"]
    assert_uncertain(plan.file, {each.path: each for each in fitted.estimates()})
    assert fitted.absent == ["slowing", "pick_up", "acceptance", "weekend"]
    text = plan.file.read_text("utf-8") + (plan.folder / "orders.csv").read_text("utf-8")
    assert_tells_nobody(text)


def assert_uncertain(file, estimates):
    """What the data tell is uncertain within its interval, what no data tell around the preset."""
    said = load_scenario(file).uncertain
    speed = estimates["couriers.speed_km_per_h"]
    assert said["couriers.speed_km_per_h"].ends == pytest.approx((speed.low, speed.high), rel=1e-3)
    weight = Scenario(title="a preset").consumers.price_sensitivity
    assert said["consumers.price_sensitivity"].ends == pytest.approx((weight / 2, weight * 2))
    assert "policies.promise.minutes" in said or estimates["policies.promise.minutes"].error == 0


def settings_by_path(settings):
    return {each.path: each.value for each in settings}


def assert_tells_nobody(text):
    """No order or courier of the table, and no position of a door."""
    for row in rows():
        order, courier, lon, lat = row[0], row[-1], row[5], row[6]
        for told in (order, f'"{courier}"', f",{courier},", lon, lat):
            assert told not in text


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder in which an export with all its faults was calibrated."""
    folder = tmp_path_factory.mktemp("calibrated")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        name = faulty(folder)
        where = ("--out", "my-city.toml", "--couriers", shifts(folder))
        done = call(name, *where, "--runs", 1, "--waves", 0)
        assert done.exit_code == 0, done.output
        checked = hamlet.o2o("check", "my-city.toml")
        assert checked.exit_code == 0, checked.output
    (folder / "screen.txt").write_text(done.output)
    return folder


@pytest.fixture
def facts(place):
    return json.loads((place / "my-city" / "calibration.json").read_text("utf-8"))


@pytest.mark.slow
def test_what_is_wrong_is_counted_and_told(place, facts):
    left_out = {each["said"]: each["n"] for each in facts["quality"] if each["deed"] == "left out"}
    assert left_out.pop("twice") == N_TWICE
    assert sorted(left_out.values()) == [1, 1]  # the stray date, the line that was cut off
    assert facts["orders"] == N
    page = (place / "my-city" / "report.html").read_text("utf-8")
    screen = (place / "screen.txt").read_text()
    names = " ".join(line.partition("  ")[0] for line in screen.splitlines())  # as they break
    why, how_many = "of an order that stands in an earlier row", f"{N_TWICE} / {N + N_WRONG}"
    assert (why in page, why in names) == (True, True)
    assert (how_many in page, how_many in screen) == (True, True)


@pytest.mark.slow
def test_what_made_the_orders_is_in_the_intervals_and_simulation_is_like_them(facts):
    found = {each["path"]: each for each in facts["estimates"]}
    for path, known in (
        ("couriers.speed_km_per_h", 19.8),
        ("kitchen.preparation_mean_min", 16),
        ("kitchen.shape", 4),
        ("policies.promise.minutes", 40),
    ):
        assert found[path]["low"] - 0.01 <= known <= found[path]["high"] + 0.01, path
    assert max(facts["ks"][name] for name in ("hours", "distance", "preparation")) <= 0.08


@pytest.mark.slow
def test_shifts_are_pooled(place):
    text = (place / "my-city.toml").read_text("utf-8")
    assert "couriers.count = 12 " in text
    assert '{ share = 0.5, start = "10:00", end = "14:00" }' in text


@pytest.mark.slow
def test_nothing_that_is_written_tells_a_person_or_a_door(place):
    files = [place / "my-city.toml", place / "screen.txt", *(place / "my-city").rglob("*.*")]
    kinds = (".toml", ".csv", ".json", ".html", ".txt")
    text = "\n".join(file.read_text("utf-8") for file in files if file.suffix in kinds)
    assert_tells_nobody(text)
    orders = (place / "my-city" / "orders.csv").read_text("utf-8-sig").splitlines()
    assert len(orders) == N + 1
    assert orders[0] == "placed_min,store,store_x_m,store_y_m,door_x_m,door_y_m,ready_min"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["absent.csv", "--out", "my-city.toml"], "absent.csv"),
        (["few.csv", "--out", "my-city.toml"], "went to 2 doors; at least 5 are needed"),
        (["few.csv", "--out", "my-city.json"], "must be a scenario file, such as my-city.toml"),
        (["few.csv", "--out", "there.toml"], "there.toml is there already"),
        (["few.csv", "--out", "no/my-city.toml"], "no is no folder"),
        (["few.csv", "--out", "my-city.toml", "--couriers", "none.csv"], "none.csv"),
        (["few.csv", "--out", "my-city.toml", "--preset", "basline"], "baseline"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(tmp_path, monkeypatch, arguments, problem):
    monkeypatch.chdir(tmp_path)
    export(tmp_path, rows(n=2), "few.csv")
    (tmp_path / "there.toml").write_text('title = "mine"\n')
    done = call(*arguments)
    assert done.exit_code == 2, done.output
    assert problem in done.output
    assert "Traceback" not in done.output
    assert (tmp_path / "there.toml").read_text() == 'title = "mine"\n'
