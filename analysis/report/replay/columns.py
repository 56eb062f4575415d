"""Columns of whole numbers as a page holds them: one after the other, deflated, in base64."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

UNKNOWN = np.iinfo(np.uint16).max  # in place of a moment that never came


def packed(columns: Mapping[str, Column]) -> dict[str, Any]:
    """What the page unpacks: names, bytes a number and lengths in their order, and the bytes.

    Wide numbers come first, so that each column begins at a multiple of its numbers' width.
    """
    ordered = sorted(columns.items(), key=lambda column: -column[1].itemsize)
    raw = b"".join(column.astype(column.dtype.newbyteorder("<")).tobytes() for _, column in ordered)
    return {
        "layout": [[name, column.itemsize, len(column)] for name, column in ordered],
        "bytes": base64.b64encode(zlib.compress(raw, 9)).decode(),
    }


def steps(values: NDArray[np.float64], step: float) -> NDArray[np.uint16]:
    """Values in whole steps from 0 on; those that are not known become `UNKNOWN`."""
    known = np.isfinite(values)
    whole = np.clip(np.rint(np.where(known, values, 0) / step), 0, UNKNOWN - 1)
    return np.where(known, whole, UNKNOWN).astype(np.uint16)
