"""What was understood of a city, and what is missing and drawn in its place: a line each."""

from collections.abc import Iterator, Sequence

from analysis.own_city.roles import DEMAND
from analysis.own_city.town import Read
from sim.scenario import Scenario
from sim.settings.town import TownStores

Line = tuple[str, str]

_MOST_NAMED = 5
# What a table of stores may tell, and what happens where it does not.
_DRAWN = {
    "open_min": ("opening hours", "stores.opens to closes, give or take half an hour"),
    "n_cooks": ("cooks", "by the orders that a store may expect"),
    "preparation_min": ("preparation times", "around kitchen.preparation_mean_min"),
    "basket_cents": ("mean baskets", "the segments', by a price level of its own"),
    "rating": ("ratings", "around stores.quality_mean"),
    "orders_per_day": ("orders a day", "by stores.popularity_sigma"),
    "on_app": ("whether a store is on the app", "all are"),
    "kind": ("kinds of business", "by mechanisms.kinds, if it is on"),
}
_FILES = {
    "stores": "places and all else by the scenario's densities",
    "zones": "squares of city.zone_m",
    "demand": "by homes and offices, and the hours of the scenario",
    "couriers": "couriers.count of couriers.shifts",
}


def understood(read: Read, scenario: Scenario) -> Iterator[Line]:
    """What the files say, by file."""
    town = read.town
    unit = "degrees" if read.in_degrees else "metres"
    if town.stores is not None:
        yield "stores", f"{len(town.stores.names)}, in {unit}; {_file(read, 'stores')}"
    if town.zones:
        yield "zones", f"{len(town.zones)}: {named([zone.name for zone in town.zones])}"
    if town.needs:
        by = "zone, hour and weekday" if len(town.needs) > 1 else "zone and hour"
        yield "demand", f"by {by}; {_file(read, 'demand')}"
    if "couriers" in read.files:
        told = scenario.couriers
        yield (
            "couriers",
            f"{told.count} in {len(told.shifts)} different shifts; {_file(read, 'couriers')}",
        )
    if read.ground is not None:
        sides = f"{read.ground.width_m / 1000:.1f} by {read.ground.height_m / 1000:.1f} km"
        middle = read.middle
        at = "" if middle is None else f", around {middle[0]:.4f}, {middle[1]:.4f}"
        yield "city", f"{sides}{at}, in cells of {read.ground.cell_m:g} m"


def missing(read: Read) -> Iterator[Line]:
    """What no file says, and what is drawn instead."""
    for kind, instead in _FILES.items():
        if kind not in read.files:
            yield kind, f"no file: {instead}"
    stores = read.town.stores
    for name, (what, instead) in _DRAWN.items() if stores is not None else ():
        n_unknown = _unknown(stores, name) if stores is not None else 0
        if n_unknown:
            yield "stores", f"{what} of {n_unknown}: {instead}"
    if read.n_untold:
        yield "demand", f"{read.n_untold} cells of {', '.join(_keys(read))} without a row: none"
    if read.outside:
        who = named(read.outside)
        yield "stores", f"{len(read.outside)} outside every zone, of the nearest one: {who}"


def named(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _keys(read: Read) -> list[str]:
    return [role for role in DEMAND if role in read.columns["demand"] and role != "weight"]


def _unknown(stores: TownStores, name: str) -> int:
    column = getattr(stores, name)
    return sum(value is None for value in column) if column else len(stores.names)


def _file(read: Read, kind: str) -> str:
    """The file's name and encoding, and its columns."""
    said = [
        role if role == name else f"{role} = {name}" for role, name in read.columns[kind].items()
    ]
    encoding = f" ({read.encodings[kind]})" if kind in read.encodings else ""
    unread = read.unread[kind]
    rest = f"; not read: {named(unread)}" if unread and "weight" not in _wide(read, kind) else ""
    return f"{read.files[kind].name}{encoding}: {', '.join(said)}{rest}"


def _wide(read: Read, kind: str) -> tuple[str, ...]:
    """What stands for the weights of a table with a column an hour."""
    return ("weight",) if kind == "demand" and "weight" not in read.columns[kind] else ()
