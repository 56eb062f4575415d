"""Limits of containers, read from files as Linux shows them."""

import pytest

from analysis.machine import processors
from analysis.machine.cgroups import memory_limit_bytes, processor_quota

V1 = "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n"


@pytest.fixture
def system(tmp_path):
    """A root folder with the files of a container's groups."""

    def made(cgroup, **files):
        (tmp_path / "proc/self").mkdir(parents=True)
        (tmp_path / "proc/self/cgroup").write_text(cgroup)
        for name, text in files.items():
            file = tmp_path / "sys/fs/cgroup" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return tmp_path

    return made


def test_version_two_in_a_container_that_sees_only_its_own_group(system):
    root = system("0::/\n", **{"cpu.max": "150000 100000\n", "memory.max": "536870912\n"})
    assert processor_quota(root) == 1.5
    assert memory_limit_bytes(root) == 512 * 2**20


def test_version_two_the_narrowest_of_the_groups_around_holds(system):
    root = system(
        "0::/user.slice/job.scope\n",
        **{
            "user.slice/job.scope/cpu.max": "max 100000\n",
            "user.slice/cpu.max": "300000 100000\n",
            "user.slice/memory.max": "max\n",
            "user.slice/job.scope/memory.max": "1000000000\n",
        },
    )
    assert processor_quota(root) == 3
    assert memory_limit_bytes(root) == 10**9


def test_version_one_under_joined_names(system):
    root = system(
        V1,
        **{
            "cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "50000\n",
            "cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
            "memory/docker/abc/memory.limit_in_bytes": "268435456\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n",
        },
    )
    assert processor_quota(root) == 0.5
    assert memory_limit_bytes(root) == 256 * 2**20


def test_version_one_where_the_path_told_is_that_of_the_host(system):
    """Without a namespace a container is told a path that it cannot see."""
    root = system(
        V1,
        **{"cpu/cpu.cfs_quota_us": "200000", "cpu/cpu.cfs_period_us": "100000"},
        **{"memory/memory.limit_in_bytes": "1073741824"},
    )
    assert processor_quota(root) == 2
    assert memory_limit_bytes(root) == 2**30


def test_no_limits_are_none(system):
    root = system(
        V1 + "0::/\n",
        **{"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"},
        **{"cpu.max": "max 100000\n", "memory.max": "max\n"},
        **{"memory/memory.limit_in_bytes": "9223372036854771712\n"},
    )
    assert processor_quota(root) is None
    assert memory_limit_bytes(root) is None


@pytest.mark.parametrize("text", ["", "\n", "nonsense", "0 0", "100000 0", "1 2 3", "\xff"])
def test_files_that_say_nothing_limit_nothing(system, text):
    root = system("0::/\n:\n\nx\n", **{"cpu.max": text, "memory.max": text.replace(" ", "x")})
    assert processor_quota(root) is None
    assert memory_limit_bytes(root) is None


def test_a_system_without_groups_has_no_limits(tmp_path):
    assert processor_quota(tmp_path) is None
    assert memory_limit_bytes(tmp_path) is None


@pytest.mark.parametrize(
    ("bound", "quota", "n"), [(8, 2.0, 2), (8, 1.5, 2), (8, 0.3, 1), (2, 64.0, 2), (4, None, 4)]
)
def test_processors_are_those_bound_to_within_the_quota(monkeypatch, bound, quota, n):
    monkeypatch.setattr(
        processors.os, "sched_getaffinity", lambda _: set(range(bound)), raising=False
    )
    monkeypatch.setattr(processors, "processor_quota", lambda: quota)
    assert processors.n_processors() == n


def test_a_mac_has_processors_too(monkeypatch):
    monkeypatch.delattr(processors.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(processors.os, "cpu_count", lambda: 10)
    monkeypatch.setattr(processors, "processor_quota", lambda: None)
    assert processors.n_processors() == 10
