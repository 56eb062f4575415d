"""Which columns a table of orders has, of those that docs/recorded-orders.md names."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from analysis.recordings.mapping import Mapping
from analysis.recordings.sheet import Sheet, Way, raise_faults
from analysis.scenario_file.faults import nearest

# What can be said in several ways; a table uses one.
PLACED: tuple[Way, ...] = (("placed_min",), ("placed_at",), ("placed_date", "placed_time"))
READY: tuple[Way, ...] = (("ready_min",), ("ready_at",), ("ready_time",))
STORE: tuple[Way, ...] = (("store_x_m", "store_y_m"), ("store_lat", "store_lon"))
DOOR: tuple[Way, ...] = (("door_x_m", "door_y_m"), ("door_lat", "door_lon"))
BASKET: tuple[Way, ...] = (("basket_cents",), ("basket",))
_GROUPS = (PLACED, READY, STORE, DOOR, BASKET, (("store",),), (("order",),))
# Read unasked only where the usual ways are not there, and no part is missing: else such a name
# may be that of a column of the user's own.
_FALLBACKS: dict[Way, Way] = {
    ("placed_date", "placed_time"): ("placed_min", "placed_at"),
    ("ready_time",): ("ready_min", "ready_at", "placed_min"),
    ("basket",): ("basket_cents",),
}
# Of Chinese maps, which move what WGS 84 says by hundreds of metres.
_SYSTEMS = {
    "GCJ-02": ("gcj", "火星", "高德", "腾讯"),
    "BD-09": ("bd09", "baidu", "百度"),
    "WGS 84": ("wgs84",),
}
_IN_DEGREES = ("degrees", "degrees_e6", "degrees_e7")


class Layout(NamedTuple):
    """Which column of the sheet plays which role, and how what can be said in ways is said."""

    columns: dict[str, str]  # by role
    placed: Way
    ready: Way | None
    store: Way
    door: Way
    basket: str | None
    positions: str  # as in a mapping

    @property
    def in_degrees(self) -> bool:
        """Whether positions are latitudes and longitudes."""
        return self.positions in _IN_DEGREES

    @property
    def has_dates(self) -> bool:
        """Whether a time in the table is a date, or at least a time of day."""
        return self.placed != PLACED[0]

    def named(self, roles: Way) -> Way:
        """The columns of the sheet that play these roles."""
        return tuple(self.columns[role] for role in roles)


def layout_of(sheet: Sheet, mapping: Mapping) -> Layout:
    """The layout of a sheet, whose header must be right: complete, consistent, not misspelt."""
    columns = _columns(sheet, mapping)
    placed, store, door = (_way(sheet, columns, ways) for ways in (PLACED, STORE, DOOR))
    ready = _way(sheet, columns, READY) if _used(columns, READY) else None
    basket = _way(sheet, columns, BASKET)[0] if _used(columns, BASKET) else None
    if mapping.stores == "named":
        _way(sheet, columns, (("store",),))
    both_there = all(_used(columns, ways) for ways in (STORE, DOOR))
    if both_there and (store == STORE[1]) != (door == DOOR[1]):
        sheet.note_header("stores and doors must stand both in metres or both in degrees")
    if ready in (("ready_at",), ("ready_time",)) and placed == PLACED[0]:
        sheet.note_header(f"'{ready[0]}' needs 'placed_at', which says on which date minute 0 is")
    if basket == "basket" and mapping.money is None:
        sheet.note_header(
            f"'{columns['basket']}' is money, but of which unit? say --money cents, or "
            "--money units for units of 100 cents such as yuan"
        )
    sheet.note_misspelt(_expected(columns), columns.values())
    positions = mapping.positions or ("degrees" if store == STORE[1] else "metres")
    layout = Layout(columns, placed, ready, store, door, basket, positions)
    if layout.in_degrees != (store == STORE[1]):
        here = ", ".join(store)
        sheet.note_header(f"positions are stated to be {positions}, but the columns are {here}")
    _note_systems(sheet, [columns[role] for role in (*store, *door) if role in columns])
    if not sheet.header_is_right:
        raise_faults(sheet)
    return layout


def _note_systems(sheet: Sheet, columns: Sequence[str]) -> None:
    """Note positions in several systems, which lie up to a kilometre apart, by their names."""
    told: dict[str, str] = {}
    for name in columns:
        plain = re.sub(r"[\W_]+", "", name.lower())
        for system, hints in _SYSTEMS.items():
            if any(hint in plain for hint in hints):
                told.setdefault(system, name)
    if len(told) > 1:
        both = " and ".join(f"'{name}' in {system}" for system, name in told.items())
        sheet.note_header(f"positions are in several systems, {both}; turn all into one")


def _columns(sheet: Sheet, mapping: Mapping) -> dict[str, str]:
    """The column of each role: as stated, else of the same name, unless said otherwise."""
    said = {role: name for role, name in mapping.columns.model_dump().items() if name is not None}
    for role, name in said.items():
        if name not in sheet.columns:
            guess = nearest(name, sheet.columns)
            meant = f"; did you mean '{guess}'?" if guess else ""
            problem = f"no column '{name}' for {role}{meant}; the header has {sheet.header}"
            sheet.note_header(problem)
    columns = dict(said)
    for ways in _GROUPS:
        roles = [role for way in ways for role in way]
        if said.keys().isdisjoint(roles):
            columns |= {role: role for role in roles if role in sheet.columns}
    for fallback, usual in _FALLBACKS.items():
        if said.keys().isdisjoint(fallback) and not (
            columns.keys().isdisjoint(usual) and columns.keys() >= set(fallback)
        ):
            columns = {role: name for role, name in columns.items() if role not in fallback}
    if mapping.money is None and "basket" not in said:
        columns.pop("basket", None)
    for role, name in said.items():
        other = next((each for each, of in columns.items() if of == name and each != role), None)
        if other is not None:
            sheet.note_header(
                f"'{name}' is named for {role}, but is read as {other} too; name another for one"
            )
    return columns


def _used(columns: dict[str, str], ways: Sequence[Way]) -> list[Way]:
    """The ways of which a column is there."""
    return [way for way in ways if not columns.keys().isdisjoint(way)]


def _way(sheet: Sheet, columns: dict[str, str], ways: Sequence[Way]) -> Way:
    """The way, of several to say one thing, that the columns use; notes what is lacking."""
    used = _used(columns, ways)
    here = f"; the header has {sheet.header}"
    if not used:
        sheet.note_header(f"no column {' or '.join(map(_listed, ways))}{here}")
        return ways[0]
    if len(used) > 1:
        sheet.note_header(f"{' and '.join(map(_listed, used))} say the same; keep one")
    for role in used[0]:
        if role not in columns:
            sheet.note_header(f"no column '{role}'{here}")
    return used[0]


def _expected(columns: dict[str, str]) -> list[str]:
    """Columns that may be meant: of what is said, those of its way; of what is not, all."""
    expected = []
    for ways in _GROUPS:
        used = [way for way in ways if not columns.keys().isdisjoint(way)]
        expected += [role for way in used or ways for role in way]
    return expected


def _listed(way: Way) -> str:
    return ", ".join(f"'{name}'" for name in way)
