"""The city: its grid, and where homes, offices and stores are dense."""

import math
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from sim.settings.base import Section
from sim.settings.bounds import Real, Share, Whole
from sim.settings.town import FromFiles, Town, TownStores

_LARGEST_SEED = 2**31 - 1


class City(Section):
    """The grid and the density maps that homes, offices and stores are drawn from."""

    seed: Whole = Field(
        7, ge=0, le=_LARGEST_SEED, description="the luck of map and stores: which city of its kind"
    )
    width_m: Real = Field(4500, ge=100, le=200_000)
    height_m: Real = Field(4500, ge=100, le=200_000)
    cell_m: Real = Field(100, ge=20, le=5000, description="side of a grid cell")
    zone_m: Real = Field(900, ge=100, le=50_000, description="side of a zone")
    n_home_centres: Whole = Field(5, ge=1, le=1000)
    n_office_centres: Whole = Field(3, ge=1, le=1000)
    n_store_centres: Whole = Field(8, ge=1, le=5000)
    spread_m: Real = Field(
        700, ge=1, le=200_000, description="radius of a centre (standard deviation)"
    )
    even_share: Share = Field(0.3, description="of all doors spread evenly, off the centres")
    residents_per_building: Real = Field(
        40, ge=1, le=1_000_000_000, description="consumers who share a home door"
    )
    workers_per_building: Real = Field(
        150, ge=1, le=1_000_000_000, description="consumers for each office door"
    )

    stores: str | None = Field(None, description="table of the stores there are; none: drawn")
    zones: str | None = Field(
        None, description="GeoJSON, or a table of polygons, of the zones; none: squares"
    )
    demand: str | None = Field(
        None, description="table of needs by zone and hour, and weekday; none: drawn"
    )
    couriers: str | None = Field(
        None, description="table of shifts; none: those of couriers.shifts"
    )
    # What these files say; never written in a scenario file.
    town: Annotated[SkipJsonSchema[Town | None], FromFiles()] = None

    @model_validator(mode="after")
    def _its_cells_are_of_a_zone(self) -> Self:
        if self.town is not None and len(self.town.cell_zone) not in (0, self.n_cells):
            raise ValueError(
                f"cell_m, width_m and height_m give {self.n_cells} cells, but zones were laid on"
                f" {len(self.town.cell_zone)}: leave width_m and height_m out"
            )
        return self

    @property
    def known_stores(self) -> TownStores | None:
        """Stores of a table; none: they are drawn."""
        return None if self.town is None else self.town.stores

    @property
    def cells_per_zone(self) -> int:
        """Cells along a zone's side; zones are made of whole cells."""
        return max(1, round(self.zone_m / self.cell_m))

    @property
    def n_cells(self) -> int:
        """Cells in the city."""
        return math.prod(self._cells_along)

    @property
    def n_zones(self) -> int:
        """Zones in the city."""
        if self.town is not None and self.town.zones:
            return len(self.town.zones)
        return math.prod(math.ceil(n / self.cells_per_zone) for n in self._cells_along)

    @property
    def _cells_along(self) -> tuple[int, int]:
        """Cells from west to east and from south to north."""
        return math.ceil(self.width_m / self.cell_m), math.ceil(self.height_m / self.cell_m)
