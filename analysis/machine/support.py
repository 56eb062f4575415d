"""Which systems will do: said at once rather than met half-way."""

import os
import signal

_UNSUPPORTED = "o2o-market runs on Linux and macOS; on Windows, use it in WSL, a Linux within it"


def refusal() -> str:
    """Why this system will not do; empty where it does."""
    will_do = os.name == "posix" and hasattr(signal, "pthread_sigmask")
    return "" if will_do else _UNSUPPORTED
