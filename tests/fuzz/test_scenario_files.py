"""Mutated scenario files are read, soundly, or refused in lines that name them."""

import pytest

from analysis.loading import load_arm
from sim.scenario import Scenario
from tests.fuzz.mutations import mutated


def _read(file):
    """A scenario, or the kind of its refusal and the words."""
    try:
        return load_arm(file, allow_code=False), None
    except ValueError as refusal:
        return None, (type(refusal).__name__, str(refusal))


def _tried(folder, n_files, seed):
    """How many were read, and how many refused."""
    n_read, file = 0, folder / "file.toml"
    for nth, content in enumerate(mutated(n_files, seed)):
        file.write_bytes(content)
        arm, refusal = _read(file)
        if refusal is not None:
            kind, told = refusal
            assert kind in ("ScenarioError", "RecordingError"), (nth, told)
            assert told, (nth, content)
            assert all(len(line) < 1500 for line in told.splitlines()), (nth, told)
            continue
        n_read += 1
        if arm.recording is None:
            known = arm.scenario.model_dump()
            assert Scenario.model_validate(known) == arm.scenario, (nth, content)
    return n_read, n_files - n_read


def test_mutated_scenario_files_are_read_or_refused(tmp_path):
    assert min(_tried(tmp_path, 200, seed=0)) > 5


@pytest.mark.slow
def test_5000_mutated_scenario_files_are_read_or_refused(tmp_path):
    n_read, n_refused = _tried(tmp_path, 5000, seed=1)
    assert (n_read > 300, n_refused > 4000) == (True, True)
