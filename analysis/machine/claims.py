"""Claims of processes to what only one of them is to do, which end with whoever holds them.

A claim is a lock of the system's on a byte of an empty file that has no bytes: where it lies says
what is claimed. Nothing is written, so a process that is killed leaves nothing that has to be
cleared away. Where a file system knows no locks everybody gets what he asks for.
"""

import errno
import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

# Of a hexadecimal address; a place in a file has 63 bits.
_DIGITS = 15
_HELD = (errno.EACCES, errno.EAGAIN)


class Claims:
    """What this process has claimed by a file, until it is closed or the process ends.

    Processes tell each other apart, threads of one process do not.

    Parameters
    ----------
    file
        The same for all that are to know of each other. It is made if it is not there, and stays.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
        self._held: set[str] = set()

    def take(self, addresses: Iterable[str]) -> set[str]:
        """Claim what no other process has; all of these addresses that are claimed here then."""
        asked = set(addresses)
        # The last first: the system looks for the place of a lock from the file's beginning.
        new = sorted(asked - self._held, reverse=True)
        self._held |= {each for each in new if self._lock(each)}
        return asked & self._held

    def close(self) -> None:
        """Give all of it up."""
        os.close(self._file)

    def _lock(self, address: str) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(address[:_DIGITS], 16))
        except OSError as error:
            return error.errno not in _HELD
        return True
