"""Whatever a file or a setting holds, it is read or refused with faults, never a traceback."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scenario_file import ScenarioError, load_scenario, read_overrides

steadily = settings(deadline=None, derandomize=True)  # the first reading imports the market

LINES = [
    'title = "a"',
    'extends = "baseline"',
    'extends = "any.toml"',
    "days = 0",
    "[policies.pricing]",
    "[policies]",
    "[[policies.coupons]]",
    "[policies.coupons.audience]",
    "[[policies.pricing]]",
    "[[couriers.shifts]]",
    'use = "surge"',
    'use = "my:Own"',
    "use = 3",
    "use = [{}]",
    "pricing = 3",
    "pricing = [1]",
    "coupons = [[{ use = 'threshold' }], 3, {}]",
    "segments = [1, { name = 2 }]",
    "base_cents = nan",
    "cap = 1e400",
    "share = -1",
    '"" = { "" = 1 }',
    "a.b.c = 1979-05-27T07:32:00Z",
    "= 3",
    "]",
    '"""',
]
KEYS = ["policies", "pricing", "coupons", "use", "couriers", "count", "shifts", "a", "0"]
PATHS = st.lists(st.sampled_from([*KEYS, "[0]", "[9]"]), min_size=1, max_size=5).map(".".join)
VALUES = st.sampled_from(["3", "surge", '"surge"', "[]", "[{}]", "{}", "{use = 3}", "'a:B'", ""])


def faults_or_none(text, overrides=()):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "any.toml")
        file.write_bytes(text)
        try:
            load_scenario(file, read_overrides(overrides), allow_code=False)
        except ScenarioError as error:
            return error.faults
    return None


@steadily
@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_any_lines_are_read_or_refused(lines):
    faults = faults_or_none("\n".join(lines).encode())
    assert faults is None or (faults and all("\n" not in str(fault) for fault in faults))


@steadily
@given(st.binary(max_size=40))
def test_any_bytes_are_refused(content):
    assert faults_or_none(content)


@steadily
@given(PATHS, VALUES)
def test_any_setting_is_read_or_refused(path, value):
    text = f"{path.replace('.[', '[')}={value}"
    faults = faults_or_none(b'title = "a"', [text])
    assert faults is None or all(fault.place.source == f"--set {text}" for fault in faults)


@pytest.mark.parametrize("name", ["", ".", "/", "..", "\0", "a\nb", "名前"])
def test_any_name_is_refused(name):
    with pytest.raises(ScenarioError):
        load_scenario(name)
