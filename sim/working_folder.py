"""The folder that the process works in, which a policy of the user's own may not change.

Results would go to another place, and files that others name would be looked for there.
"""

import os

MOVES = "changes the working folder, which no policy may; name files by Path(__file__)"


def working_folder() -> str | None:
    """The folder of the process; None: it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return None


def went_back(here: str | None) -> bool:
    """Whether the process has left this folder; if so, it is back in it."""
    if here is None or working_folder() == here:
        return False
    os.chdir(here)
    return True
