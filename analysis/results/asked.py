"""What an experiment was asked for by, so that it can be asked again."""

import os
import sys
from pathlib import Path
from typing import Any

# What this program is called as.
_PROGRAMS = ("o2o", "__main__.py")


def asked() -> dict[str, Any]:
    """The arguments of the command line, and the folder it was given in; nothing of a program's."""
    if Path(sys.argv[0]).name not in _PROGRAMS:
        return {}
    return {"asked": {"arguments": sys.argv[1:], "folder": os.getcwd()}}
