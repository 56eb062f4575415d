"""The report of a saved scenario, from a process beside."""

import time

import pytest

from analysis.live.house import House
from analysis.live.messages import Asked, Saved
from analysis.live.reporting import Reporting
from analysis.loading import load_arm


@pytest.mark.slow  # a process
def test_a_process_that_could_not_say_why_it_failed_is_told(tmp_path):
    reporting = Reporting(House(Asked("baseline"), load_arm("baseline"), tmp_path, "en"))
    nowhere = tmp_path / "nowhere" / "mine.toml"
    reporting.begin(Saved(nowhere, ("compare", "baseline", str(nowhere))))
    while (told := reporting.done()) is None:
        time.sleep(0.05)
    assert "No such file or directory" in told
    assert reporting.done() is None
