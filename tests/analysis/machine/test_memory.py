"""How much memory there is, and was used, also where the system does not say it as Linux does."""

import sys
from pathlib import Path

from analysis.machine import memory


def test_a_container_s_limit_holds_where_it_is_less_than_the_machine_has(monkeypatch):
    there = memory.memory_bytes()
    assert there > 100 * 2**20
    monkeypatch.setattr(memory, "memory_limit_bytes", lambda: 2**20)
    assert memory.memory_bytes() == 2**20
    monkeypatch.setattr(memory, "memory_limit_bytes", lambda: 2**59)
    assert memory.memory_bytes() <= there * 2


def test_the_peak_is_known_with_and_without_proc(monkeypatch):
    assert memory.peak_mib() > 20
    monkeypatch.setattr(memory, "_STATUS", Path("/none/such"))
    assert memory.peak_mib() > 20


def test_a_system_that_cannot_say_is_no_failure(monkeypatch):
    monkeypatch.setattr(memory, "_STATUS", Path("/none/such"))
    monkeypatch.setitem(sys.modules, "resource", None)
    assert memory.peak_mib() is None

    def unknown(name):
        raise ValueError("unrecognized configuration name")

    monkeypatch.setattr(memory.os, "sysconf", unknown)
    monkeypatch.setattr(memory, "memory_limit_bytes", lambda: None)
    assert memory.memory_bytes() is None
