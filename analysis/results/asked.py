"""What an experiment was asked for by, so that it can be asked again."""

import os
import sys
from pathlib import Path
from typing import Any

# This program, as it is installed and as `python -m analysis`.
_INSTALLED, _MODULE = "o2o", Path(__file__).parents[1] / "__main__.py"


def asked() -> dict[str, Any]:
    """The arguments of the command line, and the folder it was given in; nothing of a program's."""
    program = Path(sys.argv[0])
    if program.name != _INSTALLED and program.resolve() != _MODULE:
        return {}
    return {"asked": {"arguments": sys.argv[1:], "folder": os.getcwd()}}
