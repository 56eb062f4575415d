"""How a command of many runs carries out what it is asked: what all such commands share."""

from dataclasses import dataclass
from pathlib import Path

from analysis.kpis import Lang


@dataclass(frozen=True)
class Manner:
    """Options that change no number: who runs, where results go, how they are told."""

    jobs: int  # processes at work
    address: str | None  # of a cluster's scheduler, whose workers run in place of these
    out: Path | None  # the folder asked for
    lang: Lang
    allow_code: bool  # whether policies of the user's own may be imported
    json: bool  # one object on standard output, and nothing else there
    command: str  # the command line as it was entered, for a page that says how to repeat it
