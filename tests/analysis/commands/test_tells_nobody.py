"""Nothing that commands write or show of recorded orders tells a person, or a single door."""

from pathlib import Path

import numpy as np
import pytest

from analysis.calibration import calibrated, ground
from analysis.calibration.calibrated import Plan
from analysis.calibration.reading import observe
from analysis.live.engine import Engine
from analysis.live.messages import Asked, Play, Seen
from analysis.live.scene import PARTS
from analysis.loading import load_arm
from analysis.recordings import read_recording
from analysis.recordings.privacy import Veil
from sim.scenario import Scenario
from tests.analysis.commands.hamlet import call, o2o
from tests.analysis.recordings import lone_doors

# Tables of a run hold every order's door, as the table of orders does; see docs/your-city.md.
_TABLES = (".parquet", ".png")
_MINE = 'extends = "replay"\ntitle = "Mine"\n[replay]\norders = "orders.csv"\n'
_SMALL = ("--set", "couriers.count=20", "--replications", 2)


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lone_doors.write(tmp_path)
    return tmp_path


@pytest.fixture
def recording(place):
    return read_recording("orders.csv")


def assert_silent(recording, *texts):
    files = [file for file in Path().rglob("*") if file.is_file() and file.name != "orders.csv"]
    files += [Path("my-city/orders.csv")] if Path("my-city").exists() else []
    told = {
        str(file): list(lone_doors.told_in(file.read_text("utf-8-sig"), recording))
        for file in files
        if file.suffix not in _TABLES
    }
    told |= {text[:20]: list(lone_doors.told_in(text, recording)) for text in texts}
    assert not {name: found for name, found in told.items() if found}


def begun():
    plan = Plan("baseline", Path("my-city.toml"))
    calibrated.begin(plan, observe(Path("orders.csv")), Scenario(title="a preset"))


def crowds(recording):
    """Drawn orders within 150 m of each lone door, in the frame in which they are written."""
    drawn = read_recording("my-city/orders.csv")
    one, other = (of.row_of_store("Store 0") for of in (drawn, recording))
    east_m = drawn.store_x_m[one] - recording.store_x_m[other]
    north_m = drawn.store_y_m[one] - recording.store_y_m[other]
    doors = np.column_stack([drawn.door_x_m - east_m, drawn.door_y_m - north_m])
    lone = lone_doors.lone_m(recording)
    away_m = np.linalg.norm(doors[:, None] - lone, axis=2)
    return (away_m < 150).sum(axis=0)


def test_what_would_tell_is_found(recording):
    x_m, y_m = lone_doors.lone_m(recording)[-1]
    for text in (
        "RID-X003",
        "31.201234,121.432167",
        "[121.43217, 31.20123]",
        f'<use x="{x_m:.1f}" y="{y_m:.1f}"/>',
        f"{x_m - recording.store_x_m[0]:.2f} {y_m - recording.store_y_m[0]:.2f}",
    ):
        assert list(lone_doors.told_in(text, recording)), text


def test_a_draft_and_what_is_said_of_a_table_tell_nobody(recording):
    drafted, said, facts = (
        o2o("orders", "orders.csv", *more) for more in (["--draft"], [], ["--json"])
    )
    assert_silent(recording, drafted.output, said.output, facts.output)


def test_a_calibrated_scenario_and_its_orders_tell_nobody(recording):
    begun()
    assert_silent(recording)
    assert (crowds(recording) <= lone_doors.N_EACH / 2).all()


def test_without_merging_its_orders_would_crowd_at_a_lone_door(recording, monkeypatch):
    monkeypatch.setattr(ground, "FEWEST_DOORS", 1)
    begun()
    assert (crowds(recording) == lone_doors.N_EACH).any()


def test_no_line_of_the_grid_follows_from_the_outermost_door(recording):
    """Stores stand at round distances from the frame's corner, not at those from a door."""
    begun()
    rows = Path("my-city/orders.csv").read_text("utf-8-sig").splitlines()
    stores = {tuple(map(float, row.split(",")[2:4])) for row in rows[1:]}
    assert min(x_m for x_m, _ in stores) % 100 == 0
    assert min(y_m for _, y_m in stores) % 100 == 0


def test_live_everybody_is_somewhere_in_a_block_of_doors(recording):
    veil = Veil(recording.door_x_m, recording.door_y_m, recording.extent)
    lone = lone_doors.lone_m(recording)
    who = np.arange(len(lone), dtype=np.int64)
    shown = np.column_stack(veil.over(lone[:, 0], lone[:, 1], who))
    again = np.column_stack(veil.over(lone[:, 0], lone[:, 1], who + 7))
    assert (np.linalg.norm(shown - lone, axis=1) > 50).all()
    assert (np.linalg.norm(shown - again, axis=1) > 50).all()  # nor does a mean of many tell it
    far = np.array([1.0])
    assert np.array(veil.over(far, far, who[:1])).tolist() == [[1.0], [1.0]]  # in no block


@pytest.mark.slow
def test_pages_of_all_commands_tell_nobody(recording):
    shown = [o2o("orders", "orders.csv", "--draft", "--picture", "orders.png")]
    shown.append(
        call(
            "calibrate",
            "orders.csv",
            "--out",
            "my-city.toml",
            "--runs",
            1,
            "--waves",
            1,
            "--points",
            4,
        )
    )
    Path("mine.toml").write_text(_MINE)
    Path("coupon.toml").write_text('extends = ["mine.toml", "lunch-coupon"]\ntitle = "Coupon"\n')
    shown.append(call("compare", "mine.toml", "coupon.toml", "--out", "report", *_SMALL))
    assert [each.exit_code for each in shown] == [0, 0, 0], shown[-1].output
    assert_silent(recording, *(each.output for each in shown))
    refused = o2o("chart", "report", "day")
    assert refused.exit_code == 2
    assert "would show the doors of people" in refused.output


@pytest.mark.slow
def test_the_live_page_is_not_told_where_a_lone_door_is(recording):
    assert o2o("orders", "orders.csv", "--draft").exit_code == 0
    Path("mine.toml").write_text(_MINE)
    said = []
    engine = Engine(Asked("mine.toml", replications=1), said.append)
    engine.hear(Play(True, 4000))
    for _ in range(300):
        engine.work()
    parts = PARTS / max(load_arm("mine.toml").scenario.city.width_m, recording.extent[1])
    lone = lone_doors.lone_m(recording) * parts
    seen = [each.base for each in said if isinstance(each, Seen)]
    assert sum(len(each.waiting) for each in seen) > 100
    for each in seen:
        for people in (each.waiting, each.couriers):
            at = np.reshape(people, (-1, 3))[:, None, :2]
            assert not (np.abs(at - lone) <= 1).all(axis=2).any()
