"""Recorded orders such as a map may show them one by one: somewhere in their zone, not at home."""

import numpy as np

from analysis.experiment.place import Place
from analysis.experiment.run_tables import Table
from analysis.experiment.summary import Floats

# Successive points of a sunflower turn by this angle: none stands behind another (Vogel, 1979).
_GOLDEN_TURN = np.pi * (3 - np.sqrt(5))
_SPREAD_SHARE = 0.35  # of a zone's shorter side, the radius that points spread over
_N_POINTS = 150  # then they come round again


def hidden(orders: Table, place: Place) -> Table:
    """Orders with points of a pattern around the middle of their zone in place of their doors.

    Those of zones with few doors are left out.

    Parameters
    ----------
    orders
        With columns `zone`, `door_x_m` and `door_y_m`.
    place
        With `private`, as that of recorded orders has it.
    """
    assert place.private is not None
    shown = ~place.private.ravel()[orders["zone"].astype(np.intp)]
    kept = {name: column[shown] for name, column in orders.items()}
    zone = kept["zone"].astype(np.intp)
    nth = np.arange(len(zone)) % _N_POINTS
    middle, side_m = _rooms(place)
    far_m = _SPREAD_SHARE * side_m[zone] * np.sqrt((nth + 0.5) / _N_POINTS)
    turn = nth * _GOLDEN_TURN
    kept["door_x_m"] = middle[zone, 0] + far_m * np.cos(turn)
    kept["door_y_m"] = middle[zone, 1] + far_m * np.sin(turn)
    return kept


def _rooms(place: Place) -> tuple[Floats, Floats]:
    """The middle of each zone, (n_zones, 2), and its shorter side, (n_zones,), metres."""
    if place.shapes:
        corners = [np.concatenate([np.array(ring) for ring in zone.rings]) for zone in place.shapes]
        sides_m = np.array([(each.max(axis=0) - each.min(axis=0)).min() for each in corners])
        return np.array([zone.middle_m for zone in place.shapes]), sides_m
    edges = place.zone_edges_x_m, place.zone_edges_y_m
    x_m, y_m = np.meshgrid(*((side[:-1] + side[1:]) / 2 for side in edges))
    width_m, height_m = np.meshgrid(*(np.diff(side) for side in edges))
    return np.column_stack((x_m.ravel(), y_m.ravel())), np.minimum(width_m, height_m).ravel()
