"""Processes that stay from one call to the next."""

import multiprocessing
import os
from pathlib import Path

import pytest

from analysis.lab.lasting import lasting
from tests.analysis.experiment import toys

pytestmark = pytest.mark.slow  # processes take seconds to begin


def whoami(_):
    return os.getpid()


def die_once(task):
    """The first to come here dies with its process; later ones answer."""
    marker, number = task
    if number == 0 and not Path(marker).exists():
        Path(marker).touch()
        os._exit(1)
    return number


def test_the_same_processes_do_one_call_after_the_other():
    with lasting(2) as executing:
        first, second = ({each.value for each in executing(whoami, range(6))} for _ in range(2))
    assert second <= first
    assert os.getpid() not in first


def test_what_a_dying_process_takes_along_is_done_again(tmp_path):
    tasks = [(str(tmp_path / "marker"), number) for number in range(5)]
    with lasting(2) as executing:
        found = sorted(outcome.value for outcome in executing(die_once, tasks))
        again = sorted(outcome.value for outcome in executing(die_once, tasks))
    assert found == again == [0, 1, 2, 3, 4]


def test_what_is_broken_off_ends_at_once():
    others = set(multiprocessing.active_children())

    def break_off():
        with lasting(2) as executing:
            for _ in executing(toys.sleep, [0, 10**6, 10**6]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert set(multiprocessing.active_children()) == others


def test_one_worker_is_this_very_process():
    with lasting(1) as executing:
        assert {each.value for each in executing(whoami, range(3))} == {os.getpid()}
