"""A small module is mutated: what is a mutant, which are drawn, who is killed and who lives."""

import ast
import subprocess
import sys

import pytest

from tests.mutants.operators import faults
from tests.mutants.report import Known
from tests.mutants.source import drawn, mutants_of
from tests.mutants.targets import ROOT, modules

SAMPLE = "tests.mutants.sample"


def changes(function):
    """What the mutants of a function make of it: each statement before and after."""
    return [(m.before, m.after) for m in mutants_of(SAMPLE) if m.function == function]


@pytest.mark.parametrize(
    ("sound", "faulty"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a <= b < c", ["a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"]),
        ("a == b", ["a != b"]),
        ("a + b", ["a - b", "a", "b"]),
        ("a - b", ["a + b", "a"]),
        ("a * b", ["a / b", "a", "b"]),
        ("a ** b", ["a * b", "a"]),
        ("a and b", ["a or b", "b", "a"]),
        ("a or b or c", ["a and b and c", "b or c", "a or c", "a or b"]),
        ("not a", ["a"]),
        ("-a", ["a"]),
        ("0", ["1", "-1"]),
        ("2.5", ["0.0", "5.0"]),
        ("True", ["False"]),
        ("'words'", []),
        ("min(a, b)", ["max(a, b)", "a", "b"]),
        ("np.floor(a)", ["np.ceil(a)", "a"]),
        ("f(a, b, c)", ["f(b, a, c)", "f(a, c, b)"]),
        ("f(a)", []),
        ("a if b else c", ["c if b else a", "a", "c"]),
    ],
)
def test_what_may_stand_in_the_place_of_an_expression(sound, faulty):
    (statement,) = ast.parse(sound).body
    assert [ast.unparse(node) for node in faults(statement.value)] == faulty


@pytest.mark.parametrize(
    ("sound", "faulty"),
    [
        ("a.x = b", ["pass"]),
        ("a = b", []),  # what is missing then fails at once
        ("a += b", ["a -= b", "pass", "a = b"]),
        ("f(a)", ["pass"]),
        ("'words'", []),
        ("if a:\n    b", ["if not a:\n    b", "if True:\n    b", "if False:\n    b"]),
        ("break", ["continue"]),
        ("return (a, b, c)", ["return (b, a, c)"]),
        ("return a < b", ["return not a < b"]),
        ("return a", ["return -a"]),
    ],
)
def test_what_may_stand_in_the_place_of_a_statement(sound, faulty):
    (statement,) = ast.parse(sound).body
    nodes = [ast.fix_missing_locations(node) for node in faults(statement)]
    assert [ast.unparse(node) for node in nodes] == faulty


def test_the_mutants_of_a_function_and_of_a_constant():
    assert changes("constants") == [("FREE_M = 500", f"FREE_M = {other}") for other in (0, 1000)]
    sound = "return max(0.0, metres - FREE_M)"
    assert changes("fee_cents") == [
        (sound, f"return {faulty}")
        for faulty in (
            "-max(0.0, metres - FREE_M)",
            "min(0.0, metres - FREE_M)",
            "0.0",
            "metres - FREE_M",
            "max(1.0, metres - FREE_M)",
            "max(-1.0, metres - FREE_M)",
            "max(0.0, metres + FREE_M)",
            "max(0.0, metres)",
        )
    ]
    assert ("if number >= least:", "if number > least:") in changes("first_door")


def test_the_source_is_as_before_after_all_its_mutants():
    first, *_, last = mutants_of(SAMPLE)
    before = ast.unparse(first.tree)
    first.compiled(), last.compiled()
    assert ast.unparse(first.tree) == before


def test_the_same_seed_draws_the_same_mutants_and_another_seed_others():
    every = mutants_of(SAMPLE)
    names = [[m.after for m in drawn(every, 10, seed)] for seed in (0, 0, 1)]
    assert names[0] == names[1] != names[2]
    assert len(names[0]) == 10
    assert len(drawn(every, 10_000, 0)) == len(every)


def test_a_mutant_stays_drawn_when_another_function_changes():
    every = mutants_of(SAMPLE)
    half = {id(m) for m in drawn(every, len(every) // 2, 0)}
    rest = [m for m in every if m.function != "fee_cents"]
    of_rest = {id(m) for m in drawn(rest, len(rest) // 2, 0)}
    assert len(of_rest & half) > 0.8 * len(of_rest)


KNOWN = """
[[equivalent]]
module = "tests.mutants.sample"
function = "first_door"
before = "if number >= least:"
after = "if number > least:"
why = "made up: it is killed"

[[equivalent]]
module = "tests.mutants.sample"
function = "nobody_calls_it"
before = "return metres + 1.0"
after = "return metres"
why = "a metre more or less"

[[survivor]]
module = "tests.mutants.sample"
function = "nobody_calls_it"
before = "return metres + 1.0"
after = "return metres - 1.0"
why = "nobody calls it"

[[survivor]]
module = "tests.mutants.sample"
function = "gone"
before = "return 1"
after = "return 2"
why = "the function is no more"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """`python -m tests.mutants` of the sample."""
    known = tmp_path_factory.mktemp("mutants") / "known.toml"
    known.write_text(KNOWN, encoding="utf-8")
    command = [sys.executable, "-m", "tests.mutants", "--count", "1000", "--known", str(known)]
    command += ["--sources", "tests/mutants/sample.py", "--tests", "tests/mutants/sample_checks.py"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def living(run):
    """The mutants that the report names: function, before, after and the reason."""
    blocks = run.stdout.split("\n\n")[1:]
    found = [block.splitlines()[:4] for block in blocks]
    return {
        (head.split()[1], before.strip(" -"), after[4:]): why.strip()
        for head, before, after, why in found
    }


@pytest.mark.slow
def test_a_fault_that_the_tests_notice_is_killed(run):
    """Plain functions, properties, constants, and one whose results are kept from test to test.

    Also by a test that is marked to be run uncompiled. What nobody calls lives.
    """
    assert {function for function, *_ in living(run)} == {"nobody_calls_it"}


@pytest.mark.slow
def test_a_mutant_that_lives_is_named_with_its_reason(run):
    found = living(run)
    sound = "return metres + 1.0"
    assert found["nobody_calls_it", sound, "return metres - 1.0"] == "lives: nobody calls it"
    assert found["nobody_calls_it", sound, "return 1.0"] == "lives: no test notices it"
    assert found["nobody_calls_it", sound, "return metres"] == "equivalent: a metre more or less"


@pytest.mark.slow
def test_the_report_counts_and_an_equivalent_does_not(run):
    (total,) = [line.split() for line in run.stdout.splitlines() if line.startswith("all ")]
    n_killed, n_lived, n_equal = map(int, total[1:4])
    assert n_equal == 1
    assert n_lived == len(living(run)) - 1
    assert n_killed + n_lived + n_equal == len(mutants_of(SAMPLE))
    assert total[4] == f"{100 * n_killed / (n_killed + n_lived):.1f}"
    assert run.returncode == int(n_killed / (n_killed + n_lived) < 0.85)


@pytest.mark.slow
def test_a_list_that_is_not_true_is_told(run):
    assert "listed as equivalent, and killed: " in run.stdout
    assert "known, and no mutant any more: ('tests.mutants.sample', 'gone'" in run.stdout


def test_the_sources_are_there_and_a_missing_one_is_named():
    assert "sim.agents.consumer" in modules()
    with pytest.raises(SystemExit, match=r"there is no sim/gone\.py"):
        modules(["sim/gone.py"])


def test_the_list_of_the_known_can_be_read():
    known = Known()
    assert all([*known.equivalent.values(), *known.survivor.values()])
    assert not set(known.equivalent) & set(known.survivor)
