"""How long a run warms up: MSER-5, the truncation that leaves the mean best known (White 1997).

Batches of five observations; those cut off are the first d whose removal makes the squared standard
error of the mean of the rest smallest, with d at most half of them: a minimum in the second half
says that the run is too short to tell.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BATCH = 5
FEWEST_BATCHES = 10
_LEFT = 5  # batches behind the last truncation looked at: fewer have no spread worth the name


@dataclass(frozen=True, eq=False)
class Truncation:
    """Where to cut a series, and how well each cut would do."""

    n_cut: int  # observations to be left out, a multiple of the batch
    settled: bool  # whether the best cut lies in the first half
    batch: int
    means: Floats  # (n_batches,)
    statistic: Floats  # (n_cuts,) of MSER, by batches cut off

    @property
    def n_believed(self) -> int:
        """Batches that may be cut off at most, half of them: no cut beyond is believed."""
        return len(self.means) // 2

    @property
    def mean(self) -> float:
        """The mean of what is left."""
        return float(self.means[self.n_cut // self.batch :].mean())


def mser(series: Floats, batch: int = BATCH) -> Truncation:
    """The truncation of a series by MSER over batches.

    Parameters
    ----------
    series
        (n,) observations in their order; of several replications, their mean at each time.
        What does not fill a batch at the end is left out.

    Raises
    ------
    ValueError
        There are fewer than ten batches, or a value is missing.
    """
    n_batches = len(series) // batch
    if n_batches < FEWEST_BATCHES:
        raise ValueError(
            f"{len(series)} observations are too few: {FEWEST_BATCHES * batch} are needed"
        )
    if not np.isfinite(series).all():
        raise ValueError("an observation has no value")
    means = series[: n_batches * batch].reshape(n_batches, batch).mean(1)
    statistic = _mser(means)[: n_batches - _LEFT + 1]
    best = int(statistic.argmin())
    settled = best <= n_batches // 2
    # Where nothing settles, half is the most that may be cut.
    n_cut = best if settled else int(statistic[: n_batches // 2 + 1].argmin())
    return Truncation(n_cut * batch, settled, batch, means, statistic)


def _mser(means: Floats) -> Floats:
    """Sum of squares around the mean of what is left, over the square of how many are left."""
    left = np.arange(len(means), 0, -1)
    # From the end, so that what is cut off costs no digits of what is left.
    around = means - means[-len(means) // 2 :].mean()
    sums = np.cumsum(around[::-1])[::-1]
    squares = np.cumsum(around[::-1] ** 2)[::-1]
    found: Floats = np.maximum(squares - sums**2 / left, 0.0) / left**2
    return found
