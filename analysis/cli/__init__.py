"""The command line, `o2o`: what commands are called with; what they do is in `analysis.commands`.

Exit codes: 0 done; 2 bad input, nothing written; 3 part of the work failed; 128 and the number of
the signal that ended it, such as 130 for Ctrl-C.
Commands import what they need when they are called, so that `o2o --help` answers at once. It lists
them in the order in which these modules add them.
"""

from analysis.cli.program import app, main  # isort: skip
from analysis.cli import runs, live, laboratory, decisions  # noqa: F401  # isort: skip
from analysis.cli import data, validation, folders, inputs, benchmark  # noqa: F401  # isort: skip

__all__ = ["app", "main"]
