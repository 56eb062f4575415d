"""What all tests share: examples that are the same everywhere, and no market that outlives them."""

from collections.abc import Iterator

import mesa
import pytest
from hypothesis import settings

# Hypothesis draws the same examples everywhere, and takes its time.
settings.register_profile("o2o", derandomize=True, deadline=None)
settings.load_profile("o2o")


@pytest.fixture(autouse=True, scope="module")
def no_market_outlives_its_module() -> Iterator[None]:
    """Mesa counts agents in a table of models, which keeps every market of every test alive."""
    yield
    mesa.Agent._ids.clear()
