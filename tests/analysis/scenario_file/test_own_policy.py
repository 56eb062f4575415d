"""With the market's own model, because a user's policy extends a family of the market."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.scenario_file import ScenarioError, load_scenario, read_overrides

MY_POLICIES = """\
from pydantic import BaseModel, Field

from sim.policies.pricing import FlatFee, PricingPolicy


class RainyDayFee(PricingPolicy):
    wet_cents: int = Field(ge=0)

    def __call__(self, view):
        return None


class Undecided(PricingPolicy):
    pass


class Plain(BaseModel):
    pass


THREE = 3
"""

RAINY = """\
title = "wet"
[policies.pricing]
use = "my_policies:RainyDayFee"
wet_cents = 3
"""


@pytest.fixture(autouse=True)
def my_policies(write, monkeypatch):
    """A module of policies in the current folder, forgotten after the test."""
    write("my_policies.py", MY_POLICIES)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    for name in [name for name in sys.modules if name.startswith("my_")]:
        del sys.modules[name]


def refusal(source, *overrides, **options):
    with pytest.raises(ScenarioError) as refused:
        load_scenario(source, read_overrides(overrides), **options)
    return str(refused.value)


def test_a_class_beside_the_file_stands_in_for_a_built_in_policy(write):
    write("mine/my_policies.py", MY_POLICIES)
    loaded = load_scenario(write("mine/my.toml", RAINY))
    assert type(loaded.scenario.policies.pricing).__name__ == "RainyDayFee"
    assert loaded.scenario.policies.pricing.wet_cents == 3


def test_the_tree_keeps_the_name_that_the_file_gives(write):
    tree = load_scenario(write("my.toml", RAINY)).tree
    assert tree["policies"]["pricing"] == {"use": "my_policies:RainyDayFee", "wet_cents": 3}


def test_a_setting_may_name_a_class_in_the_current_folder(write):
    file = write("elsewhere/my.toml", 'title = "a"')
    use, wet = "policies.pricing.use=my_policies:RainyDayFee", "policies.pricing.wet_cents=4"
    assert load_scenario(file, read_overrides([wet, use])).scenario.policies.pricing.wet_cents == 4


def test_a_setting_may_name_a_class_beside_the_scenario(write):
    write("mine/my_own.py", MY_POLICIES)
    file = write("mine/my.toml", 'title = "a"')
    overrides = ["policies.pricing={use='my_own:RainyDayFee', wet_cents=4}"]
    assert load_scenario(file, read_overrides(overrides)).scenario.policies.pricing.wet_cents == 4


def test_its_parameters_are_checked_like_those_of_a_built_in_policy(write):
    file = write("my.toml", RAINY.replace("wet_cents = 3", "wet_cents = -3\nwet_yuan = 1"))
    assert refusal(file.name).splitlines() == [
        "my.toml:4: policies.pricing.wet_cents = -3: must be at least 0",
        "my.toml:5: policies.pricing.wet_yuan: unknown key; the unit is cents: wet_cents",
    ]


def test_no_module_runs_where_code_is_forbidden(write, folder):
    write("my_policies.py", "from pathlib import Path\nPath('ran').touch()\n")
    write("my.toml", RAINY)
    assert refusal("my.toml", allow_code=False) == (
        'my.toml:3: policies.pricing.use = "my_policies:RainyDayFee": '
        "runs a module of yours, which --no-code forbids"
    )
    assert not (folder / "ran").exists()


def test_built_in_policies_need_no_code(write):
    write("my.toml", 'title = "a"\n[policies.pricing]\nuse = "surge"\n')
    assert load_scenario("my.toml", allow_code=False).scenario.policies.pricing.use == "surge"


@pytest.mark.parametrize(
    ("use", "problem"),
    [
        ("my_policies:RainyDayFe", "no such class; did you mean 'RainyDayFee'? known: "),
        ("my_policies:Plain", "must be a class, a subclass of PricingPolicy"),
        ("my_policies:THREE", "must be a class, a subclass of PricingPolicy; it is of type int"),
        ("my_policies:Undecided", "must define __call__"),
        ("my_policies.py:Rainy", 'must read module:Class, without ".py": "my_policies:Rainy"'),
        ("my_policy:Rainy", "no module my_policy, neither beside the scenario file nor installed"),
        ("my-policies:Rainy", "must read module:Class"),
        ("my_policies:", "must read module:Class"),
    ],
)
def test_what_is_no_policy_is_refused(write, use, problem):
    write("my.toml", RAINY.replace("my_policies:RainyDayFee", use))
    fault = refusal("my.toml")
    assert fault.startswith(f'my.toml:3: policies.pricing.use = "{use}": {problem}')
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            "def __call__(self, view, memory): return 0",
            "defines no begin, so it is called with the view alone: __call__(self, view)",
        ),
        (
            "def begin(self, view): return {}\n    def __call__(self, view): return 0",
            "defines begin, so it is called with the memory too: __call__(self, view, memory)",
        ),
    ],
)
def test_a_policy_that_cannot_be_called_as_it_will_be_is_refused(write, body, problem):
    head = "from sim.policies.pricing import PricingPolicy\nclass Fee(PricingPolicy):\n    "
    write("fees_of_mine.py", f"{head}{body}\n")
    write("my.toml", RAINY.replace("my_policies:RainyDayFee", "fees_of_mine:Fee"))
    sys.modules.pop("fees_of_mine", None)
    assert refusal("my.toml").splitlines()[0].endswith(f": {problem}")


def test_a_policy_that_sets_a_parameter_when_it_is_made_is_told_where_it_belongs(write):
    write(
        "made_of_mine.py",
        "from sim.policies.pricing import FlatFee\n"
        "class Fee(FlatFee):\n"
        "    def __init__(self, **settings):\n"
        "        self.base = 3\n",
    )
    write("my.toml", 'title = "a"\n[policies.pricing]\nuse = "made_of_mine:Fee"\n')
    assert refusal("my.toml") == (
        "my.toml:2: policies.pricing: must not set self.base: "
        "a parameter is a field of the class, `base: int = 0`"
    )


def test_a_policy_of_another_family_is_refused(write):
    write("my.toml", 'title = "a"\n[[policies.coupons]]\nuse = "my_policies:RainyDayFee"\n')
    assert refusal("my.toml").endswith(": must be a subclass of CouponPolicy")


def test_only_a_policy_can_be_chosen_by_use(write):
    write("my.toml", 'title = "a"\n[couriers]\nuse = "my_policies:RainyDayFee"\n')
    assert refusal("my.toml").startswith("my.toml:3: couriers.use: unknown key; ")


def test_an_error_in_the_module_shows_its_line(write):
    write("my_policies.py", "\n\n1 / 0\n")
    write("my.toml", RAINY)
    assert refusal("my.toml").endswith(
        "the module fails with ZeroDivisionError: division by zero (my_policies.py:3)"
    )


def test_a_module_that_is_not_python_is_refused_in_one_line(write):
    write("my_policies.py", "class:\n")
    write("my.toml", RAINY)
    assert refusal("my.toml").endswith(
        "the module fails with SyntaxError: invalid syntax (my_policies.py, line 1)"
    )


def test_a_module_that_misses_another_says_which(write):
    write("my_policies.py", "import my_missing_helper\n")
    write("my.toml", RAINY)
    assert "No module named 'my_missing_helper'" in refusal("my.toml")


def test_a_module_that_an_installed_one_hides_is_refused(write):
    write("statistics.py", MY_POLICIES)
    write("my.toml", RAINY.replace("my_policies", "statistics"))
    assert "statistics.py is hidden by " in refusal("my.toml")


def test_two_modules_of_one_name_are_not_taken_for_one_another(write):
    write("other/my_policies.py", MY_POLICIES)
    load_scenario(write("my.toml", RAINY))
    assert "my_policies.py is hidden by " in refusal(write("other/my.toml", RAINY))


def test_a_scenario_with_a_policy_of_ones_own_reaches_a_worker(write, folder):
    loaded = load_scenario(write("my.toml", RAINY))
    (folder / "scenario.pickle").write_bytes(pickle.dumps(loaded.scenario))
    code = f"""
import pickle, sys
sys.path[:] = {sys.path!r}
scenario = pickle.load(open("scenario.pickle", "rb"))
print(scenario.policies.pricing.wet_cents)
"""
    worker = [sys.executable, "-c", code]
    assert subprocess.run(worker, capture_output=True, text=True, check=True).stdout == "3\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("import sys; sys.exit(0)", "the module tries to end the program, which no policy may"),
        ("quit()", "the module tries to end the program, which no policy may"),
        ("raise BaseException('no')", "the module fails with BaseException: no"),
        ("def f(): f()\nf()", "the module fails with RecursionError"),
    ],
)
def test_a_module_that_leaves_or_fails_in_any_way_is_blamed_by_its_line(write, line, problem):
    write("my_policies.py", line)
    told = refusal(write("my.toml", RAINY).name)
    assert problem in told
    assert "(my_policies.py:" in told


def test_a_module_that_changes_the_working_folder_is_refused_and_brought_back(write):
    here = Path.cwd()
    write("my_leaving.py", f"import os\nos.chdir('/')\n{MY_POLICIES}")
    write("my.toml", RAINY.replace("my_policies", "my_leaving"))
    told = refusal("my.toml")
    assert "the module changes the working folder, which no policy may" in told
    assert Path.cwd() == here


def test_what_a_validator_of_the_user_s_raises_is_blamed_by_its_line(write):
    hook = "\n    def model_post_init(self, _):\n        raise SystemExit(0)\n"
    write("my_policies.py", MY_POLICIES.replace("(ge=0)\n", f"(ge=0)\n{hook}"))
    assert "making a RainyDayFee tries to end the program" in refusal(write("my.toml", RAINY).name)


@pytest.mark.parametrize("use", ['["my_policies:RainyDayFee"]', "{a = 'b:c'}", "3"])
def test_a_use_that_is_no_text_is_refused(write, use):
    assert "policies.pricing" in refusal(
        write("my.toml", f'title = "a"\npolicies.pricing.use = {use}').name
    )


def test_a_module_named_like_one_that_is_built_into_python_is_refused(write):
    write("atexit.py", MY_POLICIES)
    write("my.toml", RAINY.replace("my_policies", "atexit"))
    assert "atexit.py is hidden by a module of that name which is built into Python" in refusal(
        "my.toml"
    )


def test_a_module_that_is_none_once_it_is_imported_is_refused(write):
    write("my_replaced.py", "import sys\nsys.modules[__name__] = 7\n")
    write("my.toml", RAINY.replace("my_policies", "my_replaced"))
    assert "the module puts something else in its own place" in refusal("my.toml")
