"""Which systems will do: said at once rather than met half-way."""

import os
import signal

_UNSUPPORTED = "o2o-market runs on Linux and macOS; on Windows, use it in WSL, a Linux within it"


def refusal() -> str:
    """Why this system, or what is set for it, will not do; empty where it does."""
    will_do = os.name == "posix" and hasattr(signal, "pthread_sigmask")
    return _of_numba() if will_do else _UNSUPPORTED


def _of_numba() -> str:
    """What Numba would refuse with a traceback, of what may be set for other programs."""
    threads = os.environ.get("NUMBA_NUM_THREADS", "").strip()
    if threads.lstrip("+-").isdecimal() and int(threads) < 1:
        return (
            f"NUMBA_NUM_THREADS is {threads} in the environment; it must be 1 or more, or not set"
        )
    return ""
