"""Values as scenario files have them."""

import math
import tomllib

import pytest

from analysis.scenario_file.text import toml_value


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
