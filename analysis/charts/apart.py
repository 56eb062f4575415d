"""Matplotlib, imported apart from the back end that the user has chosen for other programs."""

import contextlib
import os
import sys

_BACKEND = "MPLBACKEND"


def import_matplotlib() -> None:
    """Import it, whether or not the back end named in the environment is there.

    A notebook names its own, which its server has and this interpreter may lack; then the import
    itself would fail. Figures here choose their canvas themselves.
    """
    if "matplotlib" in sys.modules:
        return
    chosen = os.environ.pop(_BACKEND, "")
    try:
        import matplotlib as mpl
    finally:
        if chosen:
            os.environ[_BACKEND] = chosen
    if chosen:
        with contextlib.suppress(ValueError):  # for the user's own figures, if it can be had
            mpl.rcParams["backend"] = chosen
