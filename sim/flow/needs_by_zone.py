"""Needs of a town whose demand is known by zone and hour, instead of by hours of the whole city.

Who has a need, and when, follows from where everybody is: at home, or at work in working hours of
weekdays (`sim.flow.session.whereabouts`). In a spell of the day, in which nobody moves, a need of
zone z is had by those in z, by their rates:

    needs a day of consumer i in spell k = rate_i * total * share[z, hour of k] * length of k / 60
                                           / sum of the rates of those who are in z in spell k

so that the expected needs of each zone and hour are those of the table. Where nobody is in a zone
in a spell, its needs fall to the others in the shares of the table.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.daytime import DAY_MIN, HOUR_MIN, minutes
from sim.flow.needs import PER_DAY, count_needs
from sim.flow.world import NEED, World
from sim.schema import Rows
from sim.settings import Demand

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Profiles:
    """When each consumer has needs on a day; those who are in the same zones share a profile."""

    edges_min: Floats  # (n_spells + 1,) of the day
    of_consumer: Ints  # (n_consumers,) profile
    factor: Floats  # (n_profiles,) needs of the day, over the consumer's rate
    cumulated: Floats  # (n_profiles, n_spells) of the profile's needs, the last 1


def zone_profiles(
    table: tuple[tuple[tuple[float, ...], ...], ...],
    weekday: int,
    factor: float,
    world: World,
    *,
    weekend: bool,
    demand: Demand,
) -> Profiles:
    """The profiles of a day.

    Parameters
    ----------
    table
        Shares of a mean day's needs, (1 or 7, n_zones, 24). One row for all days adds up to 1;
        of a row a weekday each says how that day compares with the mean day, too.
    weekday
        0 Monday.
    factor
        Needs of the day over those of a usual one, where the table does not say it.
    world
        Consumers, and the zones of cells.
    weekend, demand
        Whether nobody works, and when the others do.
    """
    share = np.array(table[weekday if len(table) > 1 else 0])  # (n_zones, 24)
    day_factor = share.sum() if len(table) > 1 else factor
    edges = _edges_min(demand, weekend=weekend)
    begins, lengths_min = edges[:-1], np.diff(edges)
    start, end = minutes(demand.work_start), minutes(demand.work_end)
    works = (begins >= start) & (begins < end) & (not weekend)  # (n_spells,)

    home = world.cell_zone[world.consumers["home_cell"]].astype(np.intp)
    work = world.cell_zone[world.consumers["work_cell"]].astype(np.intp)
    n_zones = len(share)
    pairs, of_consumer = np.unique(home * n_zones + work, return_inverse=True)
    zone = np.where(works, (pairs % n_zones)[:, None], (pairs // n_zones)[:, None])

    rates = world.consumers["needs_per_day"]
    rate = np.bincount(of_consumer, rates, len(pairs))  # of all who share a profile
    there = np.zeros((n_zones, len(begins)))
    np.add.at(there, (zone, np.arange(len(begins))), rate[:, None])
    wanted = share[:, (begins // HOUR_MIN).astype(int)] * lengths_min / HOUR_MIN
    wanted[there == 0] = 0.0
    if not wanted.sum() > 0:
        nobody = np.zeros(len(pairs))
        return Profiles(edges, of_consumer, nobody, np.ones((len(pairs), len(begins))))
    per_rate = np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)
    per_rate *= rates.sum() / wanted.sum()
    needs = per_rate[zone, np.arange(len(begins))]  # (n_profiles, n_spells)
    total = needs.sum(axis=1)
    cumulated = np.cumsum(needs, axis=1) / np.where(total > 0, total, 1.0)[:, None]
    cumulated[:, -1] = 1.0
    return Profiles(edges, of_consumer, day_factor * total, cumulated)


def draw_needs_by_zone(seed: int, consumers: Rows, day: int, profiles: Profiles) -> Rows:
    """The needs of a day in order of time, (n_needs,) of NEED; see `sim.flow.needs.draw_needs`."""
    scaled = consumers.copy()
    scaled["needs_per_day"] *= profiles.factor[profiles.of_consumer]
    counts = count_needs(seed, scaled, day, 1.0)
    needs = NEED.empty(int(counts.sum()))
    needs["consumer"] = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    needs["nth"] = day * PER_DAY + np.arange(len(needs)) - first
    needs["at_min"] = day * DAY_MIN + _minutes_of_day(
        seed,
        needs["consumer"].astype(np.int64),
        needs["nth"].astype(np.int64),
        profiles.of_consumer,
        profiles.cumulated,
        profiles.edges_min,
    )
    needs["wanted_min"] = needs["at_min"]
    return needs[np.argsort(needs["at_min"], kind="stable")].view(NEED.dtype)


@njit(cache=True)
def _minutes_of_day(seed, consumer, nth, of_consumer, cumulated, edges_min):
    """When each need comes, minutes after midnight, (n_needs,).

    Parameters
    ----------
    seed : int
        Of the run.
    consumer, nth : (n_needs,) int
        Whose need it is, and which of his.
    of_consumer : (n_consumers,) int
        The profile of each consumer.
    cumulated, edges_min : (n_profiles, n_spells), (n_spells + 1,) float
        As in `Profiles`.
    """
    at_min = np.empty(len(nth))
    for row in range(len(nth)):
        who = consumer[row]
        draw, within, _, _ = luck.four(seed, luck.NEED_TIME, who, nth[row], 0)
        spell = np.searchsorted(cumulated[of_consumer[who]], draw, side="right")
        at_min[row] = edges_min[spell] + within * (edges_min[spell + 1] - edges_min[spell])
    return at_min


def _edges_min(demand: Demand, *, weekend: bool) -> Floats:
    """The day cut at each hour, and where those who work come and go."""
    hours = np.arange(25) * HOUR_MIN
    moves = [] if weekend else [minutes(demand.work_start), minutes(demand.work_end)]
    return np.unique(np.concatenate([hours, np.array(moves, np.float64)]))
