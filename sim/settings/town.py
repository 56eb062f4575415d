"""A town of one's own: what tables of its stores, zones and demand come to.

Nobody writes it: whoever loads a scenario reads it from the files that `[city]` names, and it goes
with the scenario, into its content address and its manifest.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import MOST_CENTS, MOST_METRES, Real, Share

Metre = Annotated[Real, Field(ge=-MOST_METRES, le=MOST_METRES)]
Number = Annotated[Real, Field(ge=0, le=MOST_CENTS)]
ZoneRow = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
# Of a mean day's needs; a day of the week may have several times as many.
Needs = Annotated[Real, Field(ge=0, le=7)]
# Of each store, None where its cell is empty; empty where the table has no such column.
Known = tuple[Number | None, ...]
Ring = tuple[tuple[Metre, Metre], ...]


class FromFiles:
    """Marks a field that nobody writes: it is read from the files that others name."""


class TownStores(Section):
    """Stores as their table has them; what is not known of one is drawn."""

    names: tuple[str, ...] = Field(min_length=1)
    x_m: tuple[Metre, ...]
    y_m: tuple[Metre, ...]
    open_min: Known = ()
    close_min: Known = ()
    n_cooks: Known = ()
    preparation_min: Known = ()
    basket_cents: Known = ()
    rating: Known = ()
    orders_per_day: Known = ()
    on_app: Known = ()  # 1: it is on the app
    kind: Known = ()  # of business, as mechanism kinds counts them

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        for name, column in self:
            if column and len(column) != len(self.names):
                raise ValueError(f"{name}: {len(column)} values of {len(self.names)} stores")
        return self


class TownZone(Section):
    """A zone: its name, and rings around its parts and their holes, metres."""

    name: str
    rings: tuple[Ring, ...]
    middle_m: tuple[Metre, Metre]  # a point within it


class Town(Section):
    """What is known of a town; what is not is drawn."""

    stores: TownStores | None = None
    zones: tuple[TownZone, ...] = ()
    cell_zone: tuple[ZoneRow, ...] = ()  # (n_cells,) the zone of each cell, or the nearest one
    cell_share: tuple[Share, ...] = ()  # (n_cells,) of its area, in its zone
    # (1 or 7, n_zones, 24) shares of a mean day's needs; a row for all days, or one a weekday
    needs: tuple[tuple[tuple[Needs, ...], ...], ...] = ()
    home_share: tuple[Share, ...] = ()  # (n_zones,) of the homes; empty: drawn
    office_share: tuple[Share, ...] = ()  # (n_zones,)
