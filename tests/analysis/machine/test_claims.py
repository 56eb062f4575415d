"""What one process has claimed no other gets, until it ends."""

import errno
import fcntl
import hashlib
from contextlib import closing

import pytest

from analysis.machine.claims import Claims
from tests.analysis.another_process import holding

ONE, TWO, THREE = (hashlib.sha256(name).hexdigest() for name in (b"1", b"2", b"3"))


@pytest.mark.parametrize("end", ["asked", "killed"])
def test_claims_of_another_process_end_with_it_however_it_ends(tmp_path, end):
    file = tmp_path / "folder" / ".claims"
    with holding(file, [ONE, TWO]) as other, closing(Claims(file)) as claims:
        assert claims.take([ONE, TWO, THREE]) == {THREE}
        if end == "killed":
            other.kill()
        else:
            other.stdin.close()
        other.wait()
        assert claims.take([ONE, TWO]) == {ONE, TWO}
        assert claims.take([THREE]) == {THREE}
    assert file.read_bytes() == b""


def test_where_nothing_can_be_locked_everybody_goes_on(tmp_path, monkeypatch):
    def unknown(*_of_lock):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", unknown)
    with closing(Claims(tmp_path / ".claims")) as claims:
        assert claims.take([ONE]) == {ONE}
