"""Prints the scorecard of a scenario for a page: `python -m analysis.validation.doc baseline`.

Seven days under seeds 0 to 7, each in a city of its own, unless said otherwise.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.experiment.executors import Processes
from analysis.lab.laboratory import Laboratory
from analysis.machine.processors import n_processors
from analysis.scenario_file import overriding
from analysis.validation import told
from analysis.validation.facts import profile_of
from analysis.validation.measures import figures
from analysis.validation.scorecard import Row, Scorecard
from analysis.validation.validating import carried_out, planned
from analysis.words import Words, words


def lines(card: Scorecard) -> Iterator[str]:
    """A Markdown table of what was measured, and what is not for a run to show."""
    say = words("en")
    yield "| | fact | published | allowed | here [95 %] | | |"
    yield "|---|---|---|---|---|---|---|"
    for row in card.judged:
        yield f"| {' | '.join(_cells(row, say))} |"
    yield ""
    yield f"{told.summed(card, say)}."
    for sentence in told.apart(card, say):
        yield ""
        yield f"{sentence}."


def _cells(row: Row, words: Words) -> tuple[str, ...]:
    name, verdict = told.named(row, words), words(f"validate.verdict_{row.verdict}")
    allowed = told.allowed(row.line, words) if row.line else ""
    cells = (row.fact.published["en"], allowed, told.value(row, words), verdict)
    return (row.fact.id, name, *cells, told.kind_and_use(row, words))


def _main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenario")
    options.add_argument("--days", type=int, default=7)
    options.add_argument("--replications", type=int, default=8)
    options.add_argument("--fast", action="store_true", help="no levers")
    options.add_argument("--jobs", type=int, default=n_processors())
    chosen = options.parse_args()
    plan = planned(
        chosen.scenario,
        overriding({"days": chosen.days}),
        profile=lambda arm: profile_of(arm, None),
        seeds=range(chosen.replications),
        cities=lambda _arm: "vary",
        fast=chosen.fast,
    )
    with TemporaryDirectory() as place:
        executing = Processes(chosen.jobs)
        laboratory = Laboratory(Path(place), executing, cities="vary", measuring=figures)
        print("\n".join(lines(carried_out(plan, laboratory).card)))


if __name__ == "__main__":
    _main()
