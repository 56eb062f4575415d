"""The command that confirms what was found, under seeds that chose nothing."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from analysis.scenario_file import Override
from analysis.scenario_file.faults import dotted
from analysis.scenario_file.text import toml_value


def compare_command(
    base: str, scenario: Path, overrides: Iterable[Override], seed: int, replications: int
) -> str:
    """The command that compares what was found with the base, under seeds from `seed` on."""
    laid = [
        part
        for each in overrides
        for part in ("--set", f"{dotted(each.path)}={toml_value(each.value)}")
    ]
    under = ("--seed", str(seed), "--replications", str(replications))
    return shlex.join(["o2o", "compare", base, str(scenario), *laid, *under])
