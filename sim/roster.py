"""A roster: shifts, and the part of the fleet that works each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts, and the part of the fleet that works each."""

    start_min: NDArray[np.float64]  # (n_shifts,) minutes after midnight
    end_min: NDArray[np.float64]  # (n_shifts,) likewise; on the next day if not after the start
    share: NDArray[np.float64]  # (n_shifts,) of the fleet
