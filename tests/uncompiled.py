"""The same tests uncompiled: seconds, where a table of its own takes a minute to compile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba import config

ROOT = Path(__file__).parents[1]


def assert_slow_tests_pass_uncompiled(file: str) -> None:
    """Run the slow tests of a file in a fresh interpreter that leaves the code as it is."""
    if config.DISABLE_JIT:  # this one does, and would begin another, which would begin another
        pytest.skip("uncompiled already")
    options = ["-q", "-x", "-m", "slow", "-p", "no:cacheprovider", "-p", "no:xdist"]
    process = subprocess.run(
        [sys.executable, "-m", "pytest", *options, file],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
