"""Tables in which something was changed are read as before, or refused: never in between."""

from collections import Counter

import pytest

from tests.analysis.recordings.mutations import base_lines, mutant, nonsense, told


@pytest.mark.parametrize("number", [0, 1])
def test_the_tables_that_are_changed_are_right(tmp_path, number):
    lines = base_lines(number)
    content = "\n".join(lines).encode()
    read = told(tmp_path, content)
    assert read is not None
    assert read.recording.n_orders == len(lines) - 1


def check(folder, seeds) -> Counter[str]:
    """How many were read and how many refused; fails by the first that is read as nonsense."""
    found: Counter[str] = Counter()
    for seed in seeds:
        lines, changed = mutant(seed)
        read = told(folder, changed.content)
        found["refused" if read is None else "read"] += 1
        if read is not None:
            problem = nonsense(lines, changed, read)
            assert problem is None, f"seed {seed} ({changed.kind}): {problem}"
    return found


def test_some_mutants_are_never_read_as_nonsense(tmp_path):
    found = check(tmp_path, range(80))
    assert min(found["read"], found["refused"]) > 10


@pytest.mark.slow
def test_thousands_of_mutants_are_never_read_as_nonsense(tmp_path):
    check(tmp_path, range(3000))
