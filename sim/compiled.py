"""Where compiled code is kept between runs: a folder named by the source it was compiled from.

Numba's own cache looks at a function's file only, and misses an edit in a helper of another
module; a stale kernel then writes where an array no longer is.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

# Sources whose kernels are kept: each takes some 100 MB.
_KEPT = 4


def use_cache() -> None:
    """Point Numba's cache to this source's folder; must run before Numba is imported.

    A `NUMBA_CACHE_DIR` of the user's stays in force.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    folder = _cache_root() / _source_hash()
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if not folder.exists():
        _drop_oldest(folder.parent)


def _drop_oldest(root: Path) -> None:
    """Make room for one more source: keep the kernels of the latest others."""
    with contextlib.suppress(OSError):  # there is none yet, or another process tidies too
        others = sorted(root.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in others[_KEPT - 1 :]:
            shutil.rmtree(old, ignore_errors=True)


def _source_hash() -> str:
    """The content of all of the package's modules, as sixteen hexadecimal digits."""
    seen = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


def _cache_root() -> Path:
    """The user's cache folder; where none can be written, the system's temporary one."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "o2o-market"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / "o2o-market"
    return home if os.access(home, os.W_OK) else Path(tempfile.gettempdir()) / "o2o-market"
