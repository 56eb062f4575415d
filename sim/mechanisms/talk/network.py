"""Who hears of whom: neighbours, colleagues, and now and then anybody.

A small world (Watts and Strogatz 1998): consumers stand in a ring by the cell of their home, in
another by that of their work, each hears of the nearest on both sides, and some of these links lead
anywhere instead. Everyone hears of equally many, so that the links are a table, one row each.
"""

import numpy as np
from numpy.typing import NDArray

from sim import luck
from sim.schema import Rows
from sim.settings.talk import Talk

Links = NDArray[np.int32]  # (n_consumers, degree)
_ORDER, _REPLACED = 0, 1


def draw_links(consumers: Rows, settings: Talk, seed: int) -> Links:
    """Whom each consumer hears of, (n_consumers, n_neighbours + n_colleagues)."""
    n = len(consumers)
    mixed = luck.uniforms(seed, luck.NETWORK, n, _ORDER)
    rings = (
        (consumers["home_cell"], mixed[:, 0], settings.n_neighbours),
        (consumers["work_cell"], mixed[:, 1], settings.n_colleagues),
    )
    links = np.hstack([_nearest(cell, draw, degree) for cell, draw, degree in rings])
    for nth in range(links.shape[1]):
        draws = luck.uniforms(seed, luck.NETWORK, n, _REPLACED + nth)
        anybody = (draws[:, 1] * n).astype(np.int32)
        links[:, nth] = np.where(draws[:, 0] < settings.far_share, anybody, links[:, nth])
    oneself = links == np.arange(n, dtype=np.int32)[:, None]
    return np.where(oneself, (links + 1) % n, links).astype(np.int32)


def _nearest(cell: NDArray[np.int32], draw: NDArray[np.float64], degree: int) -> Links:
    """The nearest on both sides in a ring by cell, within one in the order of the draws."""
    n = len(cell)
    ring = np.lexsort((draw, cell))
    place = np.empty(n, np.intp)
    place[ring] = np.arange(n)
    offsets = [(1 + nth // 2) * (1 - 2 * (nth % 2)) for nth in range(degree)]
    columns = [ring[(place + offset) % n] for offset in offsets]
    return np.column_stack(columns).astype(np.int32) if columns else np.empty((n, 0), np.int32)
