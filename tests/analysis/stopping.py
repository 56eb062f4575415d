"""What ends by a signal, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from analysis.machine.stops import Stopped, answered


@contextmanager
def stopped() -> Iterator[None]:
    """This piece of work ends by a signal.

    Which has then been answered: a test that takes longer to end would hear it again.
    """
    with pytest.raises(Stopped) as raised:
        yield
    answered()
    assert raised.value.exit_code > 128
