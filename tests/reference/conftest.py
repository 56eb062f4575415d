"""What tests of the reference share."""

import pytest

from tests.reference.courier import Courier


@pytest.fixture
def count_calls(monkeypatch):
    """Counts how often the reference does what its log does not show."""

    def watch(method):
        calls = []
        original = getattr(Courier, method)

        def counted(courier, *args):
            calls.append(args)
            return original(courier, *args)

        monkeypatch.setattr(Courier, method, counted)
        return calls

    return watch
