"""Who hears of whom: neighbours, colleagues, and now and then anybody.

A small world (Watts and Strogatz 1998): consumers stand in a ring by the cell of their home, in
another by that of their work, each hears of the nearest on both sides, and some of these links lead
anywhere instead. Everyone hears of equally many, so that the links are a table, one row each.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim import luck
from sim.apportionment import in_order
from sim.schema import Rows
from sim.settings.talk import Talk

Links = NDArray[np.int32]  # (n_consumers, degree)
_ORDER, _REPLACED = 0, 1


def draw_links(consumers: Rows, settings: Talk, seed: int) -> Links:
    """Whom each consumer hears of, (n_consumers, n_neighbours + n_colleagues)."""
    mixed = luck.uniforms(seed, luck.NETWORK, len(consumers), _ORDER)
    n_near = settings.n_neighbours
    links = np.empty((len(consumers), n_near + settings.n_colleagues), np.int32)
    _to_nearest(links[:, :n_near], _ring(consumers["home_cell"], mixed[:, 0]))
    _to_nearest(links[:, n_near:], _ring(consumers["work_cell"], mixed[:, 1]))
    _mix(links, float(settings.far_share), seed)
    return links


def _ring(cell: NDArray[np.int32], draw: NDArray[np.float64]) -> NDArray[np.int32]:
    """Consumers by cell, within one in the order of the draws, (n_consumers,)."""
    return np.asarray(_dealt(in_order(draw), cell))


@njit(cache=True)
def _dealt(in_order, cell):
    """Rows by cell, and within one in a given order; by counting, which takes no comparisons.

    Parameters
    ----------
    in_order : (n_consumers,) int
        All rows.
    cell : (n_consumers,) int
        Of each row.
    """
    first = np.zeros(cell.max() + 2, np.int64)  # place of each cell's next
    for who in range(len(cell)):
        first[cell[who] + 1] += 1
    first = np.cumsum(first)
    dealt = np.empty(len(cell), np.int32)
    for who in in_order:
        dealt[first[cell[who]]] = who
        first[cell[who]] += 1
    return dealt


@njit(cache=True)
def _to_nearest(links, ring):
    """Link each consumer with the nearest on both sides of a ring, as many as there are columns."""
    n = len(ring)
    for place in range(n):
        for nth in range(links.shape[1]):
            steps = (1 + nth // 2) * (1 - 2 * (nth % 2))
            links[ring[place], nth] = ring[(place + steps) % n]


@njit(cache=True)
def _mix(links, far_share, seed):
    """Let a share of links lead anywhere, and none to oneself."""
    n = len(links)
    for who in range(n):
        for nth in range(links.shape[1]):
            far, whom, _, _ = luck.four(seed, luck.NETWORK, who, _REPLACED + nth, 0)
            if far < far_share:
                links[who, nth] = int(whom * n)
            if links[who, nth] == who:
                links[who, nth] = (who + 1) % n
