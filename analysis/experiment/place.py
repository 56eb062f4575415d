"""The place of a comparison: the one city that all its runs share, as a map draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.summary import Floats
from analysis.recordings.privacy import zones_with_few_doors
from analysis.wording import plain
from analysis.words import Words
from sim.agents.population import draw_stores
from sim.city import draw_city
from sim.recording import Recording
from sim.scenario import Scenario
from sim.settings.town import TownZone


@dataclass(frozen=True, eq=False)
class Place:
    """Borders of zones and stores, in metres east and north of the south-west corner.

    Zones of a city of one's own have shapes; the edges are then those of the whole city.
    """

    zone_edges_x_m: Floats  # (n_zones_x + 1,) ascending; the last zone may be narrower
    zone_edges_y_m: Floats  # (n_zones_y + 1,)
    stores_x_m: Floats  # (n_stores,)
    stores_y_m: Floats  # (n_stores,)
    shapes: tuple[TownZone, ...] = ()  # (n_zones,) of any form, in place of rectangles
    # (n_zones_y, n_zones_x) zones with so few recorded doors that these could be told apart
    private: NDArray[np.bool_] | None = None

    @property
    def n_zones(self) -> tuple[int, int]:
        """Rows and columns of numbers by zone; zones of any form stand in one row."""
        if self.shapes:
            return 1, len(self.shapes)
        return len(self.zone_edges_y_m) - 1, len(self.zone_edges_x_m) - 1

    @property
    def width_m(self) -> float:
        """From west to east."""
        return float(self.zone_edges_x_m[-1])

    @property
    def height_m(self) -> float:
        """From south to north."""
        return float(self.zone_edges_y_m[-1])


def place_of(scenario: Scenario, recording: Recording | None = None) -> Place:
    """The place that a scenario describes, or that its recorded orders have."""
    section = scenario.city
    city = draw_city(section, scenario.consumers.count)
    if recording is None:
        stores = draw_stores(scenario, city)
        at = stores["x_m"], stores["y_m"]
        private = None
    else:
        at = recording.store_x_m, recording.store_y_m
        doors = recording.door_x_m, recording.door_y_m
        few = zones_with_few_doors(city.zone_of(*doors), *doors, city.n_zones)
        private = few.reshape(city.n_zones_y, city.n_zones_x)
    stores_x_m, stores_y_m = np.asarray(at[0]), np.asarray(at[1])
    if section.town is not None and section.town.zones:
        sides = np.array([0.0, section.width_m]), np.array([0.0, section.height_m])
        return Place(*sides, stores_x_m, stores_y_m, section.town.zones)
    zones = city.cell_zone.reshape(city.n_cells_y, city.n_cells_x)
    return Place(
        zone_edges_x_m=_edges(zones[0], section.cell_m, section.width_m),
        zone_edges_y_m=_edges(zones[:, 0], section.cell_m, section.height_m),
        stores_x_m=stores_x_m,
        stores_y_m=stores_y_m,
        private=private,
    )


def shared_place(places: Sequence[tuple[Scenario, Recording | None]]) -> Place | None:
    """The place of scenarios with their recordings; None where they have not the same.

    Where stores stand goes by the city and by how many they are, and not by their hours or quality.
    """
    drawn = {
        (
            scenario.city.model_dump_json(),
            scenario.stores.count if recording is None else recording.digest,
        )
        for scenario, recording in places
    }
    return place_of(*places[0]) if len(drawn) == 1 else None


def zone_names(place: Place, zones: Sequence[int], words: Words) -> list[str]:
    """What zones are called: as their file has it, or by where they lie."""
    if place.shapes:
        return [place.shapes[zone].name for zone in zones]
    edges = place.zone_edges_x_m / 1000, place.zone_edges_y_m / 1000
    n_x = len(edges[0]) - 1
    return [
        words(
            "zones.name",
            west=_km(edges[0][zone % n_x]),
            east=_km(edges[0][zone % n_x + 1]),
            south=_km(edges[1][zone // n_x]),
            north=_km(edges[1][zone // n_x + 1]),
        )
        for zone in zones
    ]


def _km(distance: float) -> str:
    return plain(distance, 0 if float(distance).is_integer() else 1)


def _edges(zones: np.ndarray, cell_m: float, side_m: float) -> Floats:
    """Borders along one side from each cell's zone, (n_cells,)."""
    begins = np.flatnonzero(np.diff(zones, prepend=-1))
    return np.append(begins * cell_m, side_m).astype(np.float64)
