"""The twin as a scenario file, and the command that compares it with the base."""

import re
from collections.abc import Mapping
from pathlib import Path

from analysis.kpis import Lang
from analysis.live.levers import Lever, settings
from analysis.live.messages import Asked
from analysis.live.telling import told
from analysis.loading import Arm
from analysis.results import write_text
from analysis.scenario_file.text import extends, scenario_text
from analysis.words import words

_NAME = re.compile(r"\w[\w-]{0,59}")


def file_in(folder: Path, name: str) -> Path:
    """Where a scenario of such a name goes.

    Raises
    ------
    ValueError
        It is no name, or taken.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no name: up to 60 letters, digits, _ and -")
    file = folder / f"{name}.toml"
    if file.exists():
        raise ValueError(f"{file} is there already")
    return file


def write(
    file: Path,
    asked: Asked,
    base: Arm,
    other: Arm,
    levers: list[Lever],
    moved: Mapping[str, float | str],
) -> None:
    """Write the scenario that the moved levers make of the base."""
    langs: tuple[tuple[Lang, str], ...] = (("en", ""), ("zh", "_zh"))
    about = {
        f"title{ending}": words(lang)(
            "live.title_of",
            base=base.scenario.about(lang)[0],
            told=told(levers, moved, words(lang)),
        )
        for lang, ending in langs
    }
    about |= {f"why{ending}": words(lang)("live.why") for lang, ending in langs}
    start = extends(asked.source, file.parent)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, scenario_text(start, other.scenario, settings(base.scenario, moved), about))


def comparing(asked: Asked, file: Path, replications: int) -> tuple[str, ...]:
    """The arguments of `o2o` that find the same numbers."""
    found = ["compare", asked.source, str(file), "--seed", str(asked.seed)]
    found += ["--replications", str(replications)]
    if asked.days is not None:
        found += ["--days", str(asked.days)]
    for said in asked.settings:
        found += ["--set", said]
    return tuple(found if asked.allow_code else [*found, "--no-code"])
