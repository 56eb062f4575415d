"""Which columns a table of orders has, of those that docs/recorded-orders.md names."""

from typing import NamedTuple

from analysis.recordings.sheet import Sheet, Way, raise_faults

_STORE_METRES, _STORE_DEGREES = ("store_x_m", "store_y_m"), ("store_lat", "store_lon")
_DOOR_METRES, _DOOR_DEGREES = ("door_x_m", "door_y_m"), ("door_lat", "door_lon")
_OPTIONAL = ("basket_cents", "order")


class Layout(NamedTuple):
    """How a table says what can be said in two ways."""

    placed: str  # placed_min or placed_at
    ready: str | None  # ready_min or ready_at
    store: Way
    door: Way

    @property
    def in_degrees(self) -> bool:
        """Whether positions are latitudes and longitudes."""
        return self.store == _STORE_DEGREES

    @property
    def has_dates(self) -> bool:
        """Whether a time in the table is a date."""
        return self.placed == "placed_at"


def layout_of(sheet: Sheet) -> Layout:
    """The layout of a sheet, whose header must be right: complete, consistent, not misspelt."""
    (placed,) = sheet.require(("placed_min",), ("placed_at",))
    sheet.require(("store",))
    store = sheet.require(_STORE_METRES, _STORE_DEGREES)
    door = sheet.require(_DOOR_METRES, _DOOR_DEGREES)
    ready_ways = [way for way in (("ready_min",), ("ready_at",)) if way[0] in sheet.columns]
    ready = sheet.require(*ready_ways)[0] if ready_ways else None
    layout = Layout(placed, ready, store, door)
    if layout.in_degrees != (door == _DOOR_DEGREES):
        sheet.note_header("stores and doors must stand both in metres or both in degrees")
    if ready == "ready_at" and not layout.has_dates:
        sheet.note_header("'ready_at' needs 'placed_at', which says on which date minute 0 is")
    readies = (ready,) if ready else ("ready_min", "ready_at")
    sheet.note_misspelt({placed, "store", *store, *door, *readies, *_OPTIONAL})
    if not sheet.header_is_right:
        raise_faults(sheet)
    return layout
