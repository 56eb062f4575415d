"""Ways and riding times, as docs/model.md has them."""

import math


def way_m(travel, here, there):
    """Way between two points, detour included, metres."""
    east_m, north_m = (float(end) - float(begin) for begin, end in zip(here, there, strict=True))
    if travel.manhattan:
        return (abs(east_m) + abs(north_m)) * float(travel.detour)
    return math.sqrt(east_m * east_m + north_m * north_m) * float(travel.detour)


def ride_min(rows, speed_factor, metres):
    """Time of a ride now, up to the whole minute where the rules ask for it."""
    travel = rows.travel[0]
    minutes = metres * float(rows.outside[0].min_per_m) / float(speed_factor)
    return float(math.ceil(minutes - 1e-9)) if travel.whole_minutes else minutes
