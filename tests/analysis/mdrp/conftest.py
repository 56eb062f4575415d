"""The tiny instance, read from its files."""

import pytest

from analysis.mdrp import read_instance
from tests.analysis.mdrp.tiny import write_instance


@pytest.fixture
def folder(tmp_path):
    return write_instance(tmp_path / "tiny")


@pytest.fixture
def instance(folder):
    return read_instance(folder)
