"""Where compiled code is kept between runs, told to Numba before it is imported.

What is kept there, and when it is compiled anew, is in `sim.kernel_cache`.
"""

import os
import tempfile
from pathlib import Path

# Ours first; kernels whose source is no file are left to Numba.
_LOCATORS = "sim.kernel_cache.ByImports,IPythonCacheLocator,ZipCacheLocator"


def use_cache() -> None:
    """Have Numba keep kernels by what they import; must run before Numba is imported.

    A `NUMBA_CACHE_DIR` of the user's stays in force, and so do locators of the user's.
    """
    os.environ.setdefault("NUMBA_CACHE_DIR", str(_cache_root()))
    os.environ.setdefault("NUMBA_CACHE_LOCATOR_CLASSES", _LOCATORS)


def _cache_root() -> Path:
    """The user's cache folder; where none can be written, the system's temporary one."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "o2o-market"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "o2o-market"
    return home if os.access(home, os.W_OK) else Path(tempfile.gettempdir()) / "o2o-market"
