"""Values as scenario files have them."""

import math
import tomllib

import pytest

from analysis.scenario_file import load_scenario
from analysis.scenario_file.text import scenario_text, toml_value


@pytest.mark.parametrize(
    "value",
    [
        True,
        "a “quoted”\nline",
        0.1,
        math.inf,
        (1, "two", [3.0]),
        {"bare-key_1": 1, "Old Town": {"名称": False}},
    ],
)
def test_what_is_written_is_read_back(value):
    read = tomllib.loads(f"key = {toml_value(value)}")["key"]
    assert read == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("path", ["policies.coupons[0].off_cents", "policies.coupons.0.off_cents"])
def test_a_setting_in_a_list_writes_the_whole_list_however_its_row_is_written(path):
    scenario = load_scenario("lunch-coupon").scenario
    (line,) = scenario_text("lunch-coupon", scenario, {path: 300}, {}).splitlines()[2:]
    (coupon,) = tomllib.loads(line)["policies"]["coupons"]
    assert coupon["use"] == "threshold"
    assert coupon["funded_by"] == {"platform": 0.5, "store": 0.5}
