"""A worker's lifeline: it ends with the process that started it, however that ends.

A worker that waits for its next task hears nothing of a parent that was killed: it would wait for
ever. On Linux the kernel ends it at once. Everywhere a thread watches a pipe of which the parent
alone holds the other end; it notices as soon as compiled code lets it.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait

_PR_SET_PDEATHSIG = 1
_ORPHANED = 1  # exit code


def live_with_parent() -> None:
    """Have this worker end with its parent from now on; at once, if that is gone already.

    Nothing is cleared up: results are whole or not there, and the next command removes what a
    dead process had begun.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        _ask_the_kernel()
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _ask_the_kernel() -> None:
    """Be killed when the parent's thread that started this process ends."""
    with contextlib.suppress(OSError, AttributeError):  # not the usual C library
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(_ORPHANED)
