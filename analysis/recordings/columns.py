"""Which columns a table of orders has, of those that docs/recorded-orders.md names."""

from typing import NamedTuple

from analysis.recordings.sheet import Sheet, Way, raise_faults

# What can be said in two ways; a table uses one.
_PLACED: tuple[Way, Way] = (("placed_min",), ("placed_at",))
_READY: tuple[Way, Way] = (("ready_min",), ("ready_at",))
_STORE: tuple[Way, Way] = (("store_x_m", "store_y_m"), ("store_lat", "store_lon"))
_DOOR: tuple[Way, Way] = (("door_x_m", "door_y_m"), ("door_lat", "door_lon"))
_OTHERS = ("store", "basket_cents", "order")


class Layout(NamedTuple):
    """How a table says what can be said in two ways."""

    placed: str  # placed_min or placed_at
    ready: str | None  # ready_min or ready_at
    store: Way
    door: Way

    @property
    def in_degrees(self) -> bool:
        """Whether positions are latitudes and longitudes."""
        return self.store == _STORE[1]

    @property
    def has_dates(self) -> bool:
        """Whether a time in the table is a date."""
        return self.placed == "placed_at"


def layout_of(sheet: Sheet) -> Layout:
    """The layout of a sheet, whose header must be right: complete, consistent, not misspelt."""
    (placed,) = sheet.require(*_PLACED)
    ready = sheet.require(*_READY)[0] if sheet.used(_READY) else None
    sheet.require(("store",))
    layout = Layout(placed, ready, sheet.require(*_STORE), sheet.require(*_DOOR))
    if layout.in_degrees != (layout.door == _DOOR[1]):
        sheet.note_header("stores and doors must stand both in metres or both in degrees")
    if ready == "ready_at" and not layout.has_dates:
        sheet.note_header("'ready_at' needs 'placed_at', which says on which date minute 0 is")
    sheet.note_misspelt(_expected(sheet))
    if not sheet.header_is_right:
        raise_faults(sheet)
    return layout


def _expected(sheet: Sheet) -> list[str]:
    """Columns that may be meant: of what is said, those of its way; of what is not, all."""
    ways = [way for two in (_PLACED, _READY, _STORE, _DOOR) for way in sheet.used(two) or two]
    return [*_OTHERS, *(name for way in ways for name in way)]
