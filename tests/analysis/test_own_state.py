"""A run that depends on what was run before is blamed on the policy that keeps it, and no other."""

import importlib
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import own_state
from analysis.own_state import lived
from sim.policies.error import PolicyError
from tests.analysis.handmade import TINY

BEGIN = """
import random
import threading
from collections import defaultdict
from functools import lru_cache
from typing import ClassVar

import numpy as np
from pydantic import PrivateAttr

from sim.policies.pricing import FlatFee

"""
CLASS = "\nclass Fee(FlatFee):\n"
# What a policy keeps, by the name that it is told by; `__call__` gives a number.
KEEPS = {
    "mine_{n}.SEEN": "SEEN = []" + CLASS + "    def __call__(self, view):\n"
    "        SEEN.append(view)\n        return len(SEEN)",
    "mine_{n}.LAST": "LAST = 0" + CLASS + "    def __call__(self, view):\n"
    "        global LAST\n        LAST += view\n        return LAST",
    "mine_{n}.BY_ZONE": "BY_ZONE = defaultdict(lambda: threading.Lock() and 0)\n"
    "def note(view):\n    BY_ZONE[view] += 1\n    return BY_ZONE[view]" + CLASS + ""
    "    def __call__(self, view):\n        return note(view)",
    "mine_{n}.RATES": "RATES = np.zeros(3)" + CLASS + "    def __call__(self, view):\n"
    "        RATES[0] += 1\n        return RATES[0]",
    "Fee.n_calls": CLASS + "    n_calls: ClassVar[int] = 0\n    def __call__(self, view):\n"
    "        type(self).n_calls += 1\n        return self.n_calls",
    "Fee itself": CLASS + "    _seen: list[int] = PrivateAttr(default_factory=list)\n"
    "    def __call__(self, view):\n        self._seen.append(view)\n"
    "        return len(self._seen)",
    "what Fee.__call__ holds": CLASS + "    def __call__(self, view, seen=[]):\n"
    "        seen.append(view)\n        return len(seen)",
    "numpy.random": CLASS + "    def __call__(self, view):\n        return np.random.random()",
    "random": CLASS + "    def __call__(self, view):\n        return random.random()",
    "helper_{n}.SEEN": "import helper_{n}" + CLASS + "    def __call__(self, view):\n"
    "        return helper_{n}.note(view)",
}
# What is the same in every run, though something has changed.
SOUND = {
    "a cache": "KNOWN = {}" + CLASS + "    def __call__(self, view):\n"
    "        return KNOWN.setdefault(view, view + 1)",
    "a cache of Python's": "@lru_cache\ndef fee(view):\n    return view + 1" + CLASS + ""
    "    def __call__(self, view):\n        return fee(view)",
    "a log": "LOG = []" + CLASS + "    def __call__(self, view):\n"
    "        LOG.append(view)\n        return 7",
}


@pytest.fixture
def policy_of(tmp_path, monkeypatch):
    """A policy from a module of that text; forgotten afterwards."""
    known = set(sys.modules)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    monkeypatch.setattr(own_state, "_harmless", {})

    def made(text, n=0):
        (tmp_path / f"helper_{n}.py").write_text(
            "SEEN = set()\ndef note(view):\n    SEEN.add(len(SEEN))\n    return len(SEEN)\n"
        )
        (tmp_path / f"mine_{n}.py").write_text(BEGIN + text.replace("{n}", str(n)))
        importlib.invalidate_caches()
        return importlib.import_module(f"mine_{n}").Fee()

    yield made
    for name in set(sys.modules) - known:
        del sys.modules[name]


def scenario_of(policy):
    policies = TINY.policies.model_copy(update={"pricing": policy})
    return TINY.model_copy(update={"policies": policies})


def living(policy):
    """A run of which the policy decides all; and how often it was lived."""
    n_runs = []

    def run():
        n_runs.append(1)
        fees = [float(policy(minute)) for minute in (1, 2, 3)]
        orders = np.array([(fee,) for fee in fees], [("fee", np.float64)])
        return SimpleNamespace(book=np.zeros(1), orders=orders)

    return run, n_runs


@pytest.mark.parametrize("kept", KEEPS)
def test_what_a_policy_keeps_beyond_a_run_is_named_and_its_file_blamed(policy_of, kept):
    n = list(KEEPS).index(kept)
    policy = policy_of(KEEPS[kept], n)
    run, _ = living(policy)
    with pytest.raises(PolicyError) as caught:
        lived(scenario_of(policy), run)
    told = str(caught.value)
    assert f"mine_{n}.py:" in told
    assert "Fee.__call__ (policies.pricing) keeps what outlives a run" in told
    assert kept.replace("{n}", str(n)) in told


@pytest.mark.parametrize("what", SOUND)
def test_what_changes_no_run_is_no_fault_and_is_looked_at_once(policy_of, what):
    policy = policy_of(SOUND[what], 20 + list(SOUND).index(what))
    run, n_runs = living(policy)
    for _ in range(3):
        assert lived(scenario_of(policy), run).orders["fee"].shape == (3,)
    assert len(n_runs) <= 4


def test_a_policy_that_keeps_nothing_is_run_once(policy_of):
    policy = policy_of(CLASS + "    def __call__(self, view):\n        return view", 30)
    run, n_runs = living(policy)
    lived(scenario_of(policy), run)
    assert len(n_runs) == 1


def test_what_was_harmless_once_hides_nothing_else(policy_of):
    text = "LOG = []\nSEEN = []" + CLASS + "    counts: bool = False\n"
    text += "    def __call__(self, view):\n        LOG.append(view)\n"
    text += "        if self.counts:\n            SEEN.append(view)\n        return len(SEEN)"
    sound = policy_of(text, 31)
    lived(scenario_of(sound), living(sound)[0])
    counting = sound.model_copy(update={"counts": True})
    with pytest.raises(PolicyError, match=r"mine_31\.SEEN changed"):
        lived(scenario_of(counting), living(counting)[0])
