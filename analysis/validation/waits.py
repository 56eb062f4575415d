"""What facts say of waits, promises and lateness, read off a run."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.kpis.numbers import mean, quantile, ratio, share
from analysis.kpis.parts import Orders, taken_by
from analysis.validation.seen import Flags, Floats, Seen, at_peak, over, tenth_by_distance
from analysis.validation.waves import waves
from sim.daytime import DAY_MIN
from sim.flow.parts import Taker
from sim.order import is_strangers

_WORST_ZONES = 5
_MANY_OFFERS = 4  # so many and more are the last group of the published figures
_NEAR_MIN = 5.0  # less late or early is hardly felt
_FAR_MIN = 15.0


def stage_share(since: str, until: str, run: Seen) -> float | None:
    """Mean time between two moments over mean click-to-door time."""
    came = run.came
    whole = mean(came["ended_min"] - came["placed_min"])
    part = mean(came[until] - came[since])
    return None if whole is None or part is None else ratio(part, whole)


def lateness_quantile(level: float, run: Seen) -> float | None:
    """Of the minutes that late deliveries are late."""
    return quantile(run.late_min[run.late], level)


def arrival_mean_min(run: Seen) -> float | None:
    """Hand-over minus promise."""
    return mean(run.late_min)


def arrival_sd_min(run: Seen) -> float | None:
    """Standard deviation of hand-over minus promise."""
    return float(run.late_min.std()) if len(run.late_min) else None


def peak_late_ratio(run: Seen) -> float | None:
    """Late share at meals over that at other times."""
    peak = at_peak(run.came)
    return over(share(run.late[peak]), share(run.late[~peak]))


def late_by_distance(run: Seen) -> Floats:
    """Late share of each tenth of the ways, the nearest first, (10,)."""
    tenth = tenth_by_distance(run)
    counts = np.bincount(tenth, minlength=10)
    late = np.bincount(tenth, run.late, minlength=10)
    shares = np.full(10, np.nan)
    np.divide(late, counts, out=shares, where=counts > 0)
    return shares


def late_distance_spearman(run: Seen) -> float | None:
    """Rank correlation of the tenths with their late shares."""
    shares = late_by_distance(run)
    if np.isnan(shares).any() or np.ptp(shares) == 0:
        return None
    return float(stats.spearmanr(np.arange(10), shares).statistic)


def late_distance_ratio(run: Seen) -> float | None:
    """Late share of the farthest tenth of the ways over that of the nearest."""
    shares = late_by_distance(run)
    return over(_known(shares[9]), _known(shares[0]))


def late_attempts_ratio(run: Seen) -> float | None:
    """Late share of orders offered four times or more over that of orders offered once."""
    offers = run.came["offers"]
    return over(share(run.late[offers >= _MANY_OFFERS]), share(run.late[offers == 1]))


def worst_zones_ratio(run: Seen) -> float | None:
    """Of the five zones with most late deliveries: their share of these over that of all."""
    zone = run.result.stores["zone"][run.came["store"]]
    n_zones = run.result.n_zones_x * run.result.n_zones_y
    late = np.bincount(zone, run.late, minlength=n_zones)
    worst = np.argsort(-late, kind="stable")[:_WORST_ZONES]
    of_all = ratio(int(np.isin(zone, worst).sum()), len(zone))
    return over(ratio(float(late[worst].sum()), float(late.sum())), of_all)


def late_after_late_ratio(run: Seen) -> float | None:
    """Late share of orders handed over after a late one of the same wave, over that of all."""
    found = waves(run.came)
    late = run.late[found.rows]
    follows = np.zeros(len(late), np.bool_)
    follows[1:] = (found.wave[1:] == found.wave[:-1]) & late[:-1]
    return over(share(late[follows]), share(run.late))


def door_over_40_share(run: Seen) -> float | None:
    """Deliveries that took more than 40 minutes."""
    return share(run.came["ended_min"] - run.came["placed_min"] > 40.0)


def late_early_ratio(run: Seen) -> float | None:
    """What 5 to 15 minutes late take from an order's score over what as many early add."""
    late = _mean_score(run, (run.late_min >= _NEAR_MIN) & (run.late_min < _FAR_MIN))
    early = _mean_score(run, (run.late_min <= -_NEAR_MIN) & (run.late_min > -_FAR_MIN))
    return over(None if late is None else -late, early)


def late_concavity_ratio(run: Seen) -> float | None:
    """What a minute costs of those who come over 15 minutes late, over one of 5 to 15."""
    some = (run.late_min >= _NEAR_MIN) & (run.late_min < _FAR_MIN)
    return over(_a_minute(run, run.late_min >= _FAR_MIN), _a_minute(run, some))


def late_spend_change_share(run: Seen) -> float | None:
    """What people spend after a delivery over five minutes late, beside those it came in time to.

    Of each consumer the first delivery of the run's first half; spent from then on to the end, a
    day. Those of one segment and third of usual needs, whose way was of one third of distances,
    are compared with one another, and the differences weighed by how many came late.
    """
    half_min = run.result.days * DAY_MIN / 2
    first = _first_of_each(run.came, half_min)
    came, late_min = run.came[first], run.late_min[first]
    per_day = _spent_after(run, came)
    late = late_min > _NEAR_MIN
    in_time = late_min <= 0
    cell = _alike(run, came)
    gained, usual, n_late = 0.0, 0.0, 0
    for each in np.unique(cell[late]):
        ours, others = (cell == each) & late, (cell == each) & in_time
        if others.any():
            gained += float(per_day[ours].sum() - ours.sum() * per_day[others].mean())
            usual += float(ours.sum() * per_day[others].mean())
            n_late += int(ours.sum())
    return ratio(gained, usual) if n_late else None


def _first_of_each(came: Orders, until_min: float) -> NDArray[np.int64]:
    """Rows of each consumer's first delivery, if it was handed over before a moment."""
    early = np.flatnonzero((came["ended_min"] < until_min) & (came["consumer"] >= 0))
    in_time = early[np.argsort(came["ended_min"][early], kind="stable")]
    _, first = np.unique(came["consumer"][in_time], return_index=True)
    return np.asarray(in_time[first])


def _spent_after(run: Seen, came: Orders) -> Floats:
    """What who got each of these spent on the platform afterwards, cents a day, (n,)."""
    orders = run.result.orders
    by_person = np.full(len(run.result.consumers) + 1, np.inf)  # the last: strangers
    by_person[came["consumer"]] = came["ended_min"]
    person = np.where(is_strangers(orders), len(by_person) - 1, orders["consumer"])
    later = orders["placed_min"] > by_person[person]
    counts = later & taken_by(run.result, Taker.PLATFORM)
    spent = np.bincount(person[counts], orders["basket_cents"][counts], minlength=len(by_person))
    left_days = run.result.days - came["ended_min"] / DAY_MIN
    return np.asarray(spent[came["consumer"]] / left_days)


def _alike(run: Seen, came: Orders) -> NDArray[np.int64]:
    """A number for who is alike: segment, third of needs, third of distance, (n,)."""
    people = run.result.consumers
    needs = people["needs_per_day"][came["consumer"]]
    thirds = (
        np.searchsorted(np.quantile(values, (1 / 3, 2 / 3)), values) if len(values) else values
        for values in (needs, came["distance_m"])
    )
    of_needs, of_way = thirds
    return np.asarray(people["segment"][came["consumer"]] * 9 + of_needs * 3 + of_way)


def _mean_score(run: Seen, which: Flags) -> float | None:
    return mean(run.came["time_score"][which])


def _a_minute(run: Seen, which: Flags) -> float | None:
    score = _mean_score(run, which)
    late = mean(run.late_min[which])
    return None if score is None or late is None else ratio(-score, late)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
