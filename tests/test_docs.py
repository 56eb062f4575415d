"""The documentation works: its examples run, its links lead somewhere, its names exist."""

import inspect
import json
import re
import shlex
import sys
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from analysis.charts import gallery, waits
from analysis.cli import app
from analysis.lab.goal import read_constraints
from analysis.lab.lever import read_levers
from analysis.lab.study import read_study
from analysis.loading import load_arm
from analysis.scenario_file import list_scenarios, load_scenario, overriding
from sim.check import check_policy
from sim.policies.families import FAMILIES
from sim.simulation import run
from tests.analysis.charts.pixels import with_few_pixels
from tests.test_layers import LAYERS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DISPATCH = ROOT / "docs" / "dispatch.md"
POLICIES = ROOT / "docs" / "policies.md"
CITY = ROOT / "docs" / "your-city.md"
EXPLAIN = ROOT / "docs" / "explain.md"
SWEEP = ROOT / "docs" / "sweep.md"
SELECT = ROOT / "docs" / "select.md"
UNCERTAINTY = ROOT / "docs" / "uncertainty.md"
SENSITIVITY = ROOT / "docs" / "sensitivity.md"
TUNE = ROOT / "docs" / "tune.md"
PYTHON = ROOT / "docs" / "python.md"
LABORATORY = ROOT / "docs" / "laboratory.md"
LIVE = ROOT / "docs" / "live.md"
FIRST = ROOT / "docs" / "first-steps.md"
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]
PAGES.append(ROOT / "scenarios" / "README.md")
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}

FENCE = re.compile(r"(?:<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Files and folders of the project, and the functions named in them as path:function.
PLACE = re.compile(
    r"(?<![\w/.-])((?:sim|analysis|tests|scenarios|docs)/[\w/.-]*\w/?)(?::(?=[a-zA-Z_])(\w+))?"
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

# What commands say of work under way.
PROGRESS = re.compile(r"[A-Z][a-z ]+: \d+ of \d+ |about \d+ s and ")
# A city whose day is a matter of a second.
SMALL = {"days": 1, "consumers.count": 2000, "couriers.count": 30, "stores.count": 20}
# What makes any shipped scenario a matter of a second.
HAMLET = (
    "--days 1 --set warmup_days=0 --set consumers.count=300 --set stores.count=8 "
    "--set couriers.count=8 --set city.width_m=1500 --set city.height_m=1500"
)

# Of people and stores there are as many as are on record.
OF_RECORD = "--days 1 --set couriers.count=8"


@cache  # what no test changes, and every test reads
def fences(page: Path, language: str) -> list[tuple[str, str]]:
    """File name, empty where none is given, and text of each example in a language."""
    found = FENCE.findall(TEXT[page])
    return [(name, text) for name, tongue, text in found if tongue == language]


def commands(page: Path, program: str) -> list[str]:
    """Every command of a program in the shell examples, comments taken off."""
    lines = [line for _, text in fences(page, "sh") for line in text.splitlines()]
    lines = [line.partition(" #")[0].strip() for line in lines]
    return [line for line in lines if line.split(" ")[0] == program]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch, request):
    """A folder with the files of the examples, in which their commands are given."""
    if not request.node.get_closest_marker("slow"):
        with_few_pixels(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for page in (README, DISPATCH, POLICIES, TUNE, FIRST, UNCERTAINTY):
        for name, text in fences(page, "toml") + fences(page, "python"):
            if name:
                (tmp_path / name).write_text(text, encoding="utf-8")
    example = ROOT / "scenarios" / "data" / "orders-small.csv"
    (tmp_path / "my-orders.csv").write_bytes(example.read_bytes())
    yield
    for module in ("my_policies", "my_dispatch", "calm_policies", "careful_policies"):
        sys.modules.pop(module, None)


def test_every_scenario_of_the_readme_is_read_as_it_stands():
    names = [name for name, _ in fences(README, "toml")]
    assert names == ["lapsed.toml", "wet.toml"]
    for name in names:
        assert load_scenario(name).scenario.title in (Path(name).read_text(encoding="utf-8"))


def test_the_policy_of_the_readme_charges_more_while_it_rains():
    small = overriding(SMALL)
    fees = run(load_scenario("wet.toml", small).scenario, seed=0).timeline
    by_minute = fees.groupby("at_min")["base_fee_cents"]
    assert set(by_minute.max().loc[:975]) == {350}  # rain from 16:30 to 22:00
    assert set(by_minute.min().loc[1080:1245]) == {600}


def test_the_python_of_the_readme_runs(capsys):
    (script,) = [text for name, text in fences(README, "python") if not name]
    exec(compile(script, "README.md", "exec"), {"__name__": "readme"})
    minutes, orders = capsys.readouterr().out.split()
    assert 0 < float(minutes) < 120
    assert int(orders) > 100


@pytest.mark.slow
def test_the_python_of_its_page_runs_from_top_to_bottom(capsys):
    scripts = [text for name, text in fences(PYTHON, "python") if not name]
    exec(compile("\n".join(scripts), "python.md", "exec"), {"__name__": "page"})
    printed = capsys.readouterr().out
    for said in ("P90 click-to-door time", "orders ", "delivery", "fulfilled"):
        assert said in printed


def test_the_python_of_the_page_of_sweeps_runs(capsys):
    (script,) = (text for _, text in fences(SWEEP, "python"))
    exec(compile(script, "sweep.md", "exec"), {"__name__": "page"})
    assert "settings" in capsys.readouterr().out


def test_the_python_of_the_page_of_selection_runs(capsys):
    (script,) = (text for _, text in fences(SELECT, "python"))
    exec(compile(script, "select.md", "exec"), {"__name__": "page"})
    assert capsys.readouterr().out.startswith("Of 3 scenarios, ")
    assert Path("selection.png").exists()


@pytest.mark.slow
def test_the_python_of_the_page_of_uncertainty_runs(capsys):
    (script,) = (text for name, text in fences(UNCERTAINTY, "python"))
    exec(compile(script, "uncertainty.md", "exec"), {"__name__": "page"})
    assert "4 plausible cities" in capsys.readouterr().out
    assert Path("plausible.png").exists()


@pytest.mark.slow
def test_the_python_of_the_page_of_sensitivity_runs(capsys):
    (script,) = (text for _, text in fences(SENSITIVITY, "python"))
    exec(compile(script, "sensitivity.md", "exec"), {"__name__": "page"})
    assert "couriers.count" in capsys.readouterr().out
    assert Path("tornado.png").exists()


def test_the_scenario_of_the_page_of_uncertainty_is_read_and_compared():
    assert len(load_scenario("town.toml").uncertain) == 5
    words = ["--replications", "1", "--jobs", "1"]
    small = shlex.split(
        HAMLET.replace("--set couriers.count=8", "--set uncertain.couriers.count=[6,9]")
    )
    for command in commands(UNCERTAINTY, "o2o"):
        done = CliRunner().invoke(app, [*shlex.split(command)[1:-1], "2", *words, *small])
        assert done.exit_code == 0, done.output


def test_the_python_of_the_page_of_the_laboratory_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (script,) = (text for _, text in fences(LABORATORY, "python"))
    exec(compile(script, "laboratory.md", "exec"), {"__name__": "page"})
    assert capsys.readouterr().out.endswith(" []\n")
    assert len(list((tmp_path / "out" / "mine" / "records").iterdir())) == 1


def test_the_study_and_the_limits_of_the_page_of_sweeps_can_be_read(tmp_path):
    (study,) = (text for _, text in fences(SWEEP, "toml"))
    (tmp_path / "fees.toml").write_text(study, encoding="utf-8")
    assert len(read_study(tmp_path / "fees.toml").points) == 15
    rows = [line for line in TEXT[SWEEP].splitlines() if line.startswith("| ") and "`" in line]
    told = [code for line in rows for code in re.findall(r"`([^`]+)`", line.split("|")[3])]
    limits = [code for code in told if "<=" in code or ">=" in code]
    levers = [code for code in told if "=" in code and code not in limits]
    assert (len(read_constraints(limits)), len(levers)) == (3, 3)
    assert [read_levers([code]) for code in levers]


def test_the_dispatcher_of_the_example_keeps_the_rules_and_orders_back():
    dispatch = load_scenario("patient.toml").scenario.policies.dispatch
    check_policy(dispatch)
    small = overriding(SMALL)
    leads = {}
    for name in ("patient.toml", "dispatch-nearest"):
        orders = run(load_scenario(name, small).scenario, seed=0).orders
        leads[name] = np.nanmax(orders["predicted_ready_min"] - orders["assigned_min"])
    assert leads["patient.toml"] <= dispatch.lead_min < leads["dispatch-nearest"]


def test_the_policy_that_remembers_keeps_the_rules():
    check_policy(load_scenario("calm.toml").scenario.policies.pricing)
    (coupon,) = load_scenario("careful.toml").scenario.policies.coupons
    check_policy(coupon)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_what_each_family_returns_is_told_with_all_its_fields(family):
    """Who writes a policy finds base class, moment and decision of its family in one row."""
    (row,) = re.findall(rf"^\| `{family.name}`.*$", TEXT[POLICIES], re.MULTILINE)
    assert f"`{family.base.__name__}`" in row
    told = row.rpartition(" | ")[2]
    if family.rows:
        assert "rows of `MOVE`" in told
        return
    call = re.match(rf"`{family.decision.__name__}\((.*?)\)`", told)
    assert [part.partition("=")[0] for part in call[1].split(", ")] == list(
        inspect.signature(family.decision).parameters
    )


PAGES_OF_COMMANDS = (README, FIRST, DISPATCH, EXPLAIN, SWEEP, SELECT)
EVERY_COMMAND = (command for page in PAGES_OF_COMMANDS for command in commands(page, "o2o"))
COMMANDS = list(dict.fromkeys(EVERY_COMMAND))
COMPARISONS = [command for command in COMMANDS if command.startswith("o2o compare")]
# The one whose report has all its figures; in the others one stands for all.
ILLUSTRATED = COMPARISONS[0]
# Comparisons of what is shipped are made by the tests of the command, too; those of the README's
# own files by these alone.
OWN = [name for name, _ in fences(README, "toml")]
LATER = [command for command in COMPARISONS if not any(name in command for name in OWN)]
LATER += [command for command in COMMANDS if " --links" in command]
# So is an explanation by the tests of its command, and a selection by the page's Python.
LATER += [command for command in COMMANDS if command.startswith(("o2o explain", "o2o select"))]


@pytest.mark.parametrize(
    "command",
    [pytest.param(each, marks=pytest.mark.slow if each in LATER else ()) for each in COMMANDS],
)
def test_the_commands_of_examples_run(command, monkeypatch):
    if command != ILLUSTRATED:
        monkeypatch.setattr(gallery, "FIGURES", {"waits": waits.draw})
    _, *words = shlex.split(command)
    if words[0] in ("run", "compare", "explain", "sweep", "select"):
        words += shlex.split(OF_RECORD if "replay" in words else HAMLET)
    if words[0] in ("compare", "explain", "sweep"):
        words += ["--replications", "2", "--jobs", "1"]
    if words[0] == "select":
        words += ["--first", "2", "--most", "4", "--jobs", "1"]
    result = CliRunner().invoke(app, words)
    said = [line for line in result.stderr.splitlines() if not PROGRESS.match(line)]
    assert (result.exit_code, said) == (0, [])
    assert result.stdout


@pytest.mark.slow
def test_the_study_of_the_page_of_tuning_runs_in_a_hamlet():
    studies = [line.split()[2] for line in commands(TUNE, "o2o") if line.startswith("o2o tune")]
    assert set(studies) == {"coupon-plan.toml"}
    text = Path("coupon-plan.toml").read_text(encoding="utf-8")
    hamlet = {"consumers.count": 300, "stores.count": 8, "couriers.count": 8}
    small = "".join(f"{path} = {value}\n" for path, value in hamlet.items())
    how = "budget = 20\nreplications = 2\nfirst = 2\nfinalists = 1\nconfirm = 3\ndays = 1\n"
    text = text.replace("minutes = 15\n", f"{how}\n[set]\n{small}")
    Path("small.toml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["tune", "small.toml", "--jobs", "1", "--json"])
    assert done.exit_code in (0, 3), done.output
    assert json.loads(done.stdout)["n_replications"] <= 20
    assert load_scenario("out/small/tuned.toml")


def test_the_tutorial_has_the_same_examples_in_both_languages():
    chinese = ROOT / "docs" / "zh" / FIRST.name
    for tongue in ("sh", "toml"):
        assert fences(chinese, tongue) == fences(FIRST, tongue) != []


def test_the_commands_of_the_live_page_are_understood(tmp_path, monkeypatch):
    from analysis.commands import live

    asked = []
    monkeypatch.setattr(live, "live", lambda source, **how: asked.append((source, how)) or 0)
    for command in commands(LIVE, "o2o"):
        words = shlex.split(command)[1:]
        if words[0] == "live":
            assert CliRunner().invoke(app, words).exit_code == 0
    assert [source for source, _ in asked] == ["baseline", "lunch-coupon", "my-scenario.toml"]
    assert asked[2][1]["lang"] == "zh"


def test_the_saved_scenario_of_the_live_page_is_what_the_lever_saves(tmp_path):
    from analysis.live import saving
    from analysis.live.levers import levers
    from analysis.live.messages import Asked

    base = load_arm("baseline")
    moved = {"fee": 150}
    other = load_arm("baseline", overriding({"policies.pricing.base_cents": 150}))
    saving.write(
        tmp_path / "cheaper.toml", Asked("baseline"), base, other, levers(base.scenario), moved
    )
    ((_, shown),) = fences(LIVE, "toml")
    assert (tmp_path / "cheaper.toml").read_text(encoding="utf-8") == shown


def write_city(tmp_path):
    (tmp_path / "my-city").mkdir()
    for name, text in fences(CITY, "csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")


def draft_city(tmp_path):
    """Draft the city of its page; the command that compares it with a question."""
    write_city(tmp_path)
    draft, compare = (shlex.split(command)[1:] for command in commands(CITY, "o2o"))
    assert CliRunner().invoke(app, draft).exit_code == 0
    return compare


def test_the_folder_of_the_page_of_a_city_is_drafted_as_it_says(tmp_path):
    draft_city(tmp_path)
    ((_, section),) = fences(CITY, "toml")
    drafted = Path("my-city/city.toml").read_text(encoding="utf-8")
    said, wrote = (
        {line.partition(" #")[0] for line in text.splitlines()} for text in (section, drafted)
    )
    assert said <= wrote


def test_the_faults_of_the_page_of_a_city_are_those_that_the_command_finds(tmp_path):
    write_city(tmp_path)
    for name, was, becomes in (
        ("stores", ",11:00,", ",6 o'clock,"),
        ("zones", "((121.4300 ", "((121.4275 "),
        ("zones", "121.4300 31.2100, 121.4300 31.2000", "121.4275 31.2100, 121.4275 31.2000"),
        ("demand", "Harbour,weekend", "Harbor,weekend"),
    ):
        file = Path(f"my-city/{name}.csv")
        text = file.read_text(encoding="utf-8")
        assert text.count(was) == 1
        file.write_text(text.replace(was, becomes), encoding="utf-8")
    ((_, told),) = fences(CITY, "text")
    assert CliRunner().invoke(app, ["city", "my-city"]).stderr == told


@pytest.mark.slow
def test_the_city_of_its_page_goes_from_a_folder_to_a_report(tmp_path):
    small = shlex.split("--days 1 --set consumers.count=200 --replications 2 --jobs 1 --out report")
    assert CliRunner().invoke(app, [*draft_city(tmp_path), *small]).exit_code == 0
    page = Path("report/report.html").read_text(encoding="utf-8")
    assert all(zone in page for zone in ("Old Town", "Harbour"))


def test_every_recorded_orders_command_names_a_scenario_that_is_there():
    page = ROOT / "docs" / "recorded-orders.md"
    named = {tuple(shlex.split(line)[1:3]) for line in commands(page, "o2o")}
    assert named == {("run", "replay"), ("orders", "my-orders.csv")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_target_of_make_that_is_named_is_there(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", TEXT[page])) | {
        line.split(" ")[1] for line in commands(page, "make")
    }
    assert named <= targets
    assert page != README or {"demo", "test", "test-all", "check", "bench"} <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_are_there(page):
    for target in LINK.findall(TEXT[page]):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        assert not heading or heading in anchors(file), f"{page.name}: {target}"


def anchors(page: Path) -> set[str]:
    """The names by which headings of a page are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_function_that_is_named_is_there(page):
    for path, name in PLACE.findall(TEXT[page]):
        file = ROOT / path
        assert file.exists(), f"{page.name}: {path}"
        if name:
            source = file.read_text(encoding="utf-8")
            assert re.search(rf"^(?:def|class) {name}\b", source, re.MULTILINE), f"{path}:{name}"


def test_the_way_of_an_order_names_functions_of_the_files_beside_them():
    ((_, diagram),) = fences(ROOT / "docs" / "design.md", "text")
    defined = set()
    for path, _ in PLACE.findall(diagram):
        files = [ROOT / path] if path.endswith(".py") else (ROOT / path).glob("**/*.py")
        for file in files:
            defined |= set(re.findall(r"def (\w+)", file.read_text(encoding="utf-8")))
    named = set(re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(PLACE, "", diagram)))
    assert named <= defined


def test_the_design_shows_the_layers_as_they_are_checked():
    section = TEXT[ROOT / "docs" / "design.md"].partition("## Layers")[2].partition("\n## ")[0]
    rows = [
        re.findall(r"`([\w.]+)`", row.split("|")[1]) for row in section.splitlines() if "| `" in row
    ]
    assert rows == LAYERS[::-1]


def test_every_scenario_shipped_stands_on_the_page_of_scenarios():
    rows = re.findall(
        r"^\| `([\w/-]+)` \| (.*?) \|", TEXT[ROOT / "scenarios" / "README.md"], re.MULTILINE
    )
    assert sorted(name for name, _ in rows) == sorted(
        scenario.name for scenario in list_scenarios()
    )
    for name, extends in rows:
        text = tomllib.loads((ROOT / "scenarios" / f"{name}.toml").read_text("utf-8"))
        bases = text.get("extends", [])
        assert re.findall(r"`([\w/-]+)`", extends) == ([bases] if isinstance(bases, str) else bases)
