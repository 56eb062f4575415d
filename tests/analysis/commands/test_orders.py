"""`o2o orders`: what it says of a table, the mapping it drafts, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from tests.analysis.recordings.tables import HEADER, PLACES, lines_of, write
from tests.analysis.recordings.test_recipes import RECIPES

EXAMPLE = Path(__file__).parents[3] / "scenarios" / "data" / "orders-small.csv"


def call(*words: object):
    return CliRunner().invoke(app, ["orders", *map(str, words)])


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_says_what_is_understood_and_draws_hours_and_town():
    shown = call(EXAMPLE).stdout
    assert shown.startswith("orders-small.csv: 300 orders, 17:00-20:23, 25 stores, mean basket ¥37")
    for said in (
        "times      day 1 17:00 to day 1 20:23; minutes from midnight",
        "baskets    ¥12.00 to ¥93.50, mean ¥36.96, of 300 of 300 orders",
        "ready      known of 263 of 300 orders",
        "18:00    144 ████",
        "left out   nothing",
    ):
        assert said in shown
    assert 10 < shown.partition("orders, and stores")[2].count("●") <= 25


def test_json_says_the_same():
    told = json.loads(call(EXAMPLE, "--json").stdout)
    assert told["understood"] == "300 orders, 17:00-20:23, 25 stores, mean basket ¥37"
    assert (told["orders"], told["stores"], told["left_out"]) == (300, 25, [])


def test_the_zone_stands_beside_first_and_last_time(place):
    file = write(place, lines_of("2024-05-17 03:55Z", "2024-05-17 04:05Z"))
    shown = call(file, "--zone", "Asia/Shanghai").stdout
    assert "times      2024-05-17 11:55 to 2024-05-17 12:05; Asia/Shanghai, year-month" in shown


@pytest.mark.parametrize("name", RECIPES)
def test_a_draft_of_each_recipe_finds_the_columns_and_is_read(place, name):
    rows, mapping = RECIPES[name]
    write(place, rows.splitlines(), name)
    drafted = call(name, "--draft")
    text = Path(f"{name}.toml").read_text(encoding="utf-8")
    columns = mapping.partition("[columns]\n")[2].partition("\n\n")[0].splitlines()
    assert {line for line in columns if line} <= set(text.splitlines())
    if name != "deliveries.csv":  # of two cities, which only its user can tell apart
        assert drafted.exit_code == 0
        assert " orders, " in drafted.stdout
    else:
        assert (drafted.exit_code, drafted.stdout) == (2, "")
        assert "km from the middle of the recording" in drafted.stderr


def test_a_draft_says_what_it_guessed_and_what_only_its_user_can_state(place):
    file = write(place, lines_of("03/04/2024 18:05", "04/04/2024 18:05"))
    drafted = call(file, "--draft")
    assert drafted.exit_code == 2
    assert "can be 3 April 2024 or 4 March 2024; say --dates dmy or --dates mdy" in drafted.stderr
    assert '# dates = "dmy" # "dmy" or "mdy": the cells do not tell which' in (
        Path("orders.csv.toml").read_text(encoding="utf-8")
    )
    Path("orders.csv.toml").unlink()
    assert call(file, "--draft", "--dates", "dmy").exit_code == 0
    assert 'dates = "dmy" # as it was stated' in Path("orders.csv.toml").read_text("utf-8")


def test_a_draft_in_utc_guesses_the_zone_from_the_stores(place):
    assert call(write(place, lines_of("1715918110")), "--draft").exit_code == 0
    assert 'zone = "Asia/Shanghai" # guessed from where' in Path("orders.csv.toml").read_text(
        "utf-8"
    )


def test_wrong_rows_are_told_with_what_would_be_left_out(place):
    file = write(place, lines_of("2024-05-17 18:05", "2024-05-17 18:06", "soon"))
    drafted = call(file, "--draft")
    assert drafted.exit_code == 0
    assert "orders.csv:4: placed_at = 'soon': not a date and time" in drafted.stderr
    left_out = "left out   1 rows: placed_at: empty, or not what it must be (first on line 4)"
    assert left_out in drafted.stdout
    assert call(file).exit_code == 2  # until the mapping says so


def test_what_was_corrected_is_never_written_over(place):
    file = write(place, lines_of("2024-05-17 18:05"))
    Path("orders.csv.toml").write_text("# mine\n")
    refused = call(file, "--draft")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "orders.csv.toml: is there already" in refused.stderr
    assert Path("orders.csv.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ordes.csv"], "ordes.csv: no such file or folder; did you mean 'orders.csv'?"),
        (["ordes.csv", "--draft"], "ordes.csv: no such file or folder; did you mean 'orders.csv'?"),
        (["orders.csv", "--mapping", "how.toml"], "how.toml: no such file or folder"),
        (["orders.csv", "--mapping", "/dev/null"], "/dev/null: is no regular file"),
        (["orders.csv", "--mapping", "/dev"], "/dev: is a folder"),
        (["orders.csv", "--zone", "Shanghai"], "did you mean 'Asia/Shanghai'?"),
        (["orders.csv", "--picture", "nowhere/x.png"], "--picture: nowhere is no folder"),
        (["orders.csv", "--picture", "x"], "--picture: x: a picture is written as .png, .svg"),
        (["ordes.csv", "--picture", "x.gif"], "x.gif: a picture is written as .png, .svg"),
        (["empty"], "empty: holds neither an instance of the benchmark"),
        (["empty", "--draft"], "empty: holds neither an instance of the benchmark"),
    ],
)
def test_bad_input_is_refused_with_one_message(place, words, said):
    write(place, lines_of("2024-05-17 18:05"))
    (place / "empty").mkdir()
    refused = call(*words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "begins"), [("town.png", b"\x89PNG"), ("town.PNG", b"\x89PNG"), ("a.svg", b"<?xml")]
)
def test_a_picture_is_drawn_in_the_form_that_its_ending_says(place, name, begins):
    file = write(place, [HEADER, f"a,2024-05-17 18:05,s,{PLACES}"])
    assert call(file, "--picture", name).exit_code == 0
    assert Path(name).read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["a.png", "no/a.png", "a" * 300 + ".svg"])
def test_a_picture_that_cannot_be_written_is_told_before_the_mapping_is(place, name):
    Path("a.png").mkdir()
    write(place, lines_of("2024-05-17 12:00", "2024-05-17 12:10"))
    told = call("orders.csv", "--draft", "--picture", name)
    assert told.exit_code == 2
    assert told.stderr.startswith("--picture: ")
    assert not Path("orders.csv.toml").exists()


def test_a_folder_that_takes_no_mapping_is_told(place, monkeypatch):
    write(place, lines_of("2024-05-17 12:00", "2024-05-17 12:10"))
    monkeypatch.setattr("analysis.results.folder._can_be_written", lambda folder: False)
    told = call("orders.csv", "--draft")
    assert (told.exit_code, told.stderr) == (2, "--mapping: . cannot be written to\n")


def test_a_draft_says_why_it_leaves_baskets_out(place):
    times = lines_of("2024-05-17 12:00", "2024-05-17 12:10")
    write(place, [f"{times[0]},price", *(f"{line},on request" for line in times[1:])])
    told = call("orders.csv", "--draft")
    assert told.exit_code == 0
    why = "price is not read: 'on request' on line 2 is no price"
    assert f"orders.csv: {why}\n" in told.stderr
    assert f"# basket = # {why}\n" in Path("orders.csv.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("cells", ["1,034.50 2,000.00", "¥1034.5 ￥2000", "1034.50元 2000元"])
def test_a_draft_reads_prices_as_people_write_them(place, cells):
    times = lines_of("2024-05-17 12:00", "2024-05-17 12:10")
    rows = zip(times[1:], cells.split(), strict=True)
    write(place, [f"{times[0]},price", *(f'{line},"{cell}"' for line, cell in rows)])
    told = call("orders.csv", "--draft")
    assert "baskets    ¥1034.50 to ¥2000.00, mean ¥1517.25, of 2 of 2 orders" in told.stdout
