"""The scorecard: each fact with what was measured, and whether it held."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from analysis.experiment.compare import interval
from analysis.validation.facts import FACTS, Fact, Line, Profile

# unknown: no run had a value; skipped: not run, by --fast; the others are not for a run to show.
Verdict = Literal["held", "missed", "unknown", "skipped", "suite", "absent", "not asked"]


@dataclass(frozen=True)
class Measured:
    """A figure over replications: the mean, its 95 % interval, and how many there are."""

    mean: float
    low: float | None
    high: float | None
    n: int


Found = Mapping[str, Measured | None]  # by figure


@dataclass(frozen=True)
class Row:
    """A line of a fact."""

    fact: Fact
    line: Line | None  # None: the fact has nothing that is measured here
    measured: Measured | None
    verdict: Verdict

    @property
    def fails(self) -> bool:
        """Whether it is hard, and did not hold or has no value."""
        return self.fact.kind == "hard" and self.verdict in ("missed", "unknown")

    def plain(self) -> dict[str, str | int | float | None]:
        """As JSON and a table have it."""
        line, found = self.line, self.measured
        return {
            "fact": self.fact.id,
            "what": self.fact.label["en"],
            "line": line.label["en"] if line else "",
            "figure": line.figure if line else None,
            "unit": line.unit if line else None,
            "kind": self.fact.kind,
            "use": self.fact.use,
            "published": self.fact.published["en"],
            "source": self.fact.source,
            "low": _bound(line.low) if line else None,
            "high": _bound(line.high) if line else None,
            "mean": found.mean if found else None,
            "interval_low": found.low if found else None,
            "interval_high": found.high if found else None,
            "replications": found.n if found else 0,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Scorecard:
    """Every fact, those that are not asked of the scenario too."""

    profile: Profile
    rows: tuple[Row, ...]

    @cached_property
    def judged(self) -> list[Row]:
        """The lines that held or did not."""
        return [row for row in self.rows if row.verdict in ("held", "missed", "unknown")]

    @property
    def failing(self) -> list[Row]:
        """Hard lines that did not hold."""
        return [row for row in self.rows if row.fails]

    def count(self, kind: str) -> tuple[int, int]:
        """How many lines of a kind held, and how many there are."""
        of_kind = [row for row in self.judged if row.fact.kind == kind]
        return sum(row.verdict == "held" for row in of_kind), len(of_kind)


def measured(values: Iterable[float | None]) -> Measured | None:
    """The mean of the replications that have a value; None: none has."""
    known = np.array([value for value in values if value is not None], np.float64)
    known = known[np.isfinite(known)]
    if len(known) == 0:
        return None
    return Measured(float(known.mean()), *interval(known), len(known))


def of_runs(runs: Sequence[Mapping[str, Any]], facts: Iterable[Fact] = FACTS) -> Found:
    """The figures of all lines that are read off runs of the scenario itself."""
    names = [line.figure for fact in facts if fact.how == "run" for line in fact.lines]
    return {name: measured(run.get(name) for run in runs) for name in names}


def scorecard(profile: Profile, found: Found, facts: Iterable[Fact] = FACTS) -> Scorecard:
    """Hold what was found against the facts; figures that are not in `found` were not run."""
    rows = (row for fact in facts for row in _rows(fact, profile, found))
    return Scorecard(profile, tuple(rows))


def _rows(fact: Fact, profile: Profile, found: Found) -> Iterator[Row]:
    if profile.name not in fact.profiles:
        yield Row(fact, None, None, "not asked")
    elif fact.how == "suite":
        yield Row(fact, None, None, "suite")
    elif fact.how == "absent":
        yield Row(fact, None, None, "absent")
    else:
        for line in fact.lines:
            there = line.figure in found
            value = found.get(line.figure)
            yield Row(fact, line, value, _verdict(line, value) if there else "skipped")


def _verdict(line: Line, value: Measured | None) -> Verdict:
    if value is None:
        return "unknown"
    ends = [value.mean]
    if line.sure:
        ends += [math.nan if end is None else end for end in (value.low, value.high)]
    return "held" if all(_within(line, end) for end in ends) else "missed"


def _within(line: Line, value: float) -> bool:
    """Whether a line allows a value; "> 0" does not allow 0, "0 to 1" does."""
    if math.isinf(line.high):
        return line.low < value
    if math.isinf(line.low):
        return value < line.high
    return line.low <= value <= line.high


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None
