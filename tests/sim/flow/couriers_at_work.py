"""Small towns whose couriers work.

A hundred metres are a minute. A pick-up takes a minute before and one after, a hand-over two
before and one after, an answer to an offer half a minute; a store cooks for ten.
"""

from sim.agents.courier import position as position_of
from tests.sim.worlds import Town

TWO_COOKS = {"x_m": 200, "n_cooks": 2}


def town_of(*changes, homes=((1000, 0), (1200, 0)), couriers=((500, 0),), stores=(TWO_COOKS,)):
    """All couriers on duty until minute 600."""
    town = Town(*changes, homes=homes, couriers=couriers, stores=stores)
    for courier in range(len(couriers)):
        town.start_shift(courier, 600.0, 0.0)
    return town


def route(town, courier=0):
    """What is left to do: P or D and the order."""
    n_stops = town.world.couriers["n_stops"][courier]
    stops = town.world.stops[courier, :n_stops].tolist()
    return " ".join(f"{'DP'[is_pickup]}{order}" for order, is_pickup, _, _ in stops)


def take_one_order(town):
    """The first consumer orders at 0; the first courier, asked at 5, takes it."""
    town.needs((0, 0))
    town.advance(5)
    town.offer(5, (0, 0, 0, 1))


def position(town, now_min, courier=0):
    return position_of(town.world.couriers[courier], now_min)
