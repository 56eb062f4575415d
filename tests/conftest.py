"""What all tests share: examples that are the same everywhere, and no market that outlives them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mesa
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# Hypothesis draws the same examples everywhere, and takes its time.
settings.register_profile("o2o", derandomize=True, deadline=None)
settings.load_profile("o2o")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once, before there are several workers who would each do it."""
    if session.config.getoption("numprocesses", None):
        subprocess.run([sys.executable, "-m", "tests.kernels"], cwd=ROOT, check=True)


@pytest.fixture(autouse=True, scope="module")
def no_market_outlives_its_module() -> Iterator[None]:
    """Mesa counts agents in a table of models, which keeps every market of every test alive."""
    yield
    mesa.Agent._ids.clear()
