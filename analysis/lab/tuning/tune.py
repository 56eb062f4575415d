"""Tuning from beginning to end: search, finalists on fresh seeds, and what came of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from analysis.lab.evaluate import Evaluate
from analysis.lab.tuning.confirm import (
    Finalist,
    chosen,
    finalists_of,
    judged,
    nearest,
    room_errors,
)
from analysis.lab.tuning.file import Tuning
from analysis.lab.tuning.market import Question, measure_by
from analysis.lab.tuning.search import Plan, Searched, first_points, search
from analysis.lab.tuning.space import Space
from analysis.lab.tuning.tried import Trial
from analysis.results import from_json, write_text

if TYPE_CHECKING:
    import pandas as pd
    from optuna.samplers import BaseSampler

# Of a search that ends by the clock there are no more replications than this.
_ENDLESS = 10**9


@dataclass(frozen=True, eq=False)
class Tuned:
    """What came of a search."""

    asked: Question
    searched: Searched
    finalists: tuple[Finalist, ...]
    n_replications: int  # of points, in search and confirmation; those of the base are not counted

    @property
    def tuning(self) -> Tuning:
        """What was asked."""
        return self.asked.tuning

    @property
    def chosen(self) -> Finalist | None:
        """The cheapest finalist that fresh seeds confirm; None: they confirm none."""
        return chosen(self.finalists)

    @property
    def nearest(self) -> Finalist | None:
        """Where none is confirmed: what comes nearest to it."""
        return None if self.chosen else nearest(self.finalists)

    def frame(self) -> "pd.DataFrame":
        """A row for each trial of the search: its levers, means, and what became of it."""
        import pandas as pd

        return pd.DataFrame([trial_row(trial, self.tuning) for trial in self.searched.trials])

    def finalists_frame(self) -> "pd.DataFrame":
        """A row for each finalist on fresh seeds."""
        import pandas as pd

        return pd.DataFrame([finalist_row(each, self.tuning) for each in self.finalists])

    def plain(self) -> dict[str, Any]:
        """All of it as plain lists and numbers."""
        tuning, best = self.tuning, self.chosen or self.nearest
        return {
            "base": self.asked.base.label,
            "start": tuning.start,
            "goal": str(tuning.goal),
            "subject_to": [str(each) for each in tuning.constraints],
            "levers": [lever.path for lever in tuning.levers],
            "sampler": tuning.sampler,
            "days": self.asked.base.scenario.days,
            "seeds": list(tuning.seeds),
            "fresh_seeds": list(tuning.fresh_seeds),
            "n_replications": self.n_replications,
            "confirmed": self.chosen is not None,
            "settings": None if best is None else best.point,
            "trials": [trial_row(trial, tuning) for trial in self.searched.trials],
            "finalists": [finalist_row(each, tuning) for each in self.finalists],
        }


def trial_row(trial: Trial, tuning: Tuning) -> dict[str, Any]:
    """A trial as names and numbers: the goal less the base's, and by how much constraints miss."""
    row: dict[str, Any] = {"trial": trial.number, **trial.point}
    reading = trial.reading
    row |= {"n_seeds": 0 if reading is None else reading.n_seeds, "stopped": trial.stopped}
    values = None if reading is None else trial.values
    row["difference"] = None if values is None else -tuning.goal.sign * float(values[0])
    for nth, constraint in enumerate(tuning.constraints):
        row[f"{constraint} miss"] = None if values is None else float(values[1 + nth])
    return row


def finalist_row(found: Finalist, tuning: Tuning) -> dict[str, Any]:
    """A finalist as names and numbers; intervals hold for all finalists at once."""
    ends = sorted(-tuning.goal.sign * each for each in (found.cost_low, found.cost_high))
    row: dict[str, Any] = {
        "trial": found.trial,
        **found.point,
        "n_seeds": found.reading.n_seeds,
        "difference": -tuning.goal.sign * found.cost,
        "difference_low": ends[0],
        "difference_high": ends[1],
        "confirmed": found.confirmed,
    }
    for nth, constraint in enumerate(tuning.constraints):
        row[f"{constraint} miss"] = float(found.miss[nth])
        row[f"{constraint} miss_high"] = float(found.miss_high[nth])
    return row


def tune(
    asked: Question,
    evaluate: Evaluate,
    *,
    folder: Path | None = None,
    on_trial: Callable[[Sequence[Trial], int], None] = lambda trials, n_replications: None,
    own: "BaseSampler | None" = None,
) -> Tuned:
    """Search, run the finalists under fresh seeds, and judge them.

    Parameters
    ----------
    asked
        What is searched.
    evaluate
        Runs arms under seeds. One that keeps what it ran makes the search go on where it stopped.
    folder
        Where the clock of a search by minutes is kept; None: nowhere.
    on_trial
        Told after each round of trials.
    own
        An Optuna sampler of the user's own, in place of that of the file.
    """
    tuning = asked.tuning
    plan = _plan(tuning)
    clock = _Clock(tuning, folder)
    measure = measure_by(asked, evaluate)

    def told(trials: Sequence[Trial], n_replications: int) -> None:
        clock.tick(n_replications)
        on_trial(trials, n_replications)

    space = Space(tuning.levers)
    searched = search(space, measure, plan, is_over=clock.is_over, on_trial=told, own=own)
    clock.end(searched.n_replications)
    trials = finalists_of(searched, plan, tuning.finalists)
    readings = measure([trial.point for trial in trials], tuning.fresh_seeds) if trials else []
    n_fresh = len(trials) * len(tuning.fresh_seeds)
    return Tuned(
        asked, searched, tuple(judged(trials, readings)), searched.n_replications + n_fresh
    )


def known_ahead(asked: Question, evaluate: Evaluate) -> int:
    """Run what any search begins and ends with, of which shards can each run a part.

    That is the points spread evenly, and the base under all seeds; what else is run depends on what
    these bring. Returns how many replications that is.
    """
    tuning = asked.tuning
    measure = measure_by(asked, evaluate)
    points = first_points(Space(tuning.levers), _plan(tuning))
    measure(points, tuning.seeds)
    measure([], tuning.fresh_seeds)
    return (1 + len(points)) * len(tuning.seeds) + len(tuning.fresh_seeds)


def _plan(tuning: Tuning) -> Plan:
    n_fresh = tuning.finalists * tuning.confirm
    most = _ENDLESS if tuning.budget is None else tuning.budget - n_fresh
    return Plan(
        seeds=tuning.seeds,
        n_replications=most,
        steps=(2, tuning.replications) if tuning.replications > 2 else (2,),
        n_first=tuning.first,
        seed=tuning.seed,
        sampler=tuning.sampler,
        room_errors=room_errors(tuning.finalists, tuning.confirm),
        n_confirming=tuning.confirm,
    )


class _Clock:
    """Says when a search by minutes is over; what was spent before counts when it goes on.

    The search goes through what is kept without asking, so that it comes to the same trials; after
    its end it is over where it was over.
    """

    def __init__(self, tuning: Tuning, folder: Path | None) -> None:
        self._tuning = tuning
        self._file = None if folder is None else folder / "clock.json"
        self._before_s, self._n_before, self._ended = _spent(self._file)
        self._began_s = monotonic()

    def is_over(self, n_replications: int) -> bool:
        """Whether there is time left for no more than the finalists."""
        minutes = self._tuning.minutes
        if minutes is None:
            return False
        if self._ended is not None:
            return n_replications >= self._ended
        if n_replications < self._n_before or n_replications == 0:
            return False
        spent_s = self._spent_s()
        n_fresh = (self._tuning.finalists + 1) * self._tuning.confirm  # the base too
        return spent_s * (1 + n_fresh / n_replications) >= 60 * minutes

    def tick(self, n_replications: int) -> None:
        """Keep what is spent."""
        if self._file is not None and n_replications > self._n_before:
            self._keep({"seconds": self._spent_s(), "n_replications": n_replications})

    def end(self, n_replications: int) -> None:
        """Keep where the search ended."""
        if self._file is not None and self._ended is None:
            seconds = self._spent_s()
            kept = {"seconds": seconds, "n_replications": n_replications, "ended": n_replications}
            self._keep(kept)

    def _spent_s(self) -> float:
        return self._before_s + monotonic() - self._began_s

    def _keep(self, kept: dict[str, float]) -> None:
        assert self._file is not None
        write_text(self._file, json.dumps(kept))


def _spent(file: Path | None) -> tuple[float, int, int | None]:
    """Seconds, replications, and where the search ended; where none of it can be read, none yet."""
    try:
        kept = {} if file is None else from_json(file.read_text(encoding="utf-8"))
        ended = kept.get("ended")
        found = float(kept.get("seconds", 0.0)), int(kept.get("n_replications", 0))
        return *found, None if ended is None else int(ended)
    except (OSError, ValueError, TypeError, AttributeError):
        return 0.0, 0, None
