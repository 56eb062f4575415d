"""The place that a comparison shows on its maps."""

import numpy as np

from analysis.experiment.place import place_of, shared_place
from sim.market import Market
from sim.settings import City, Stores
from tests.analysis.handmade import TINY

UNEVEN = TINY.model_copy(
    update={"city": City(width_m=2500, height_m=2000, cell_m=100, zone_m=1000)}
)


def test_a_zone_at_the_edge_has_its_true_width():
    place = place_of(UNEVEN)
    assert place.zone_edges_x_m.tolist() == [0, 1000, 2000, 2500]
    assert place.zone_edges_y_m.tolist() == [0, 1000, 2000]


def test_stores_stand_where_every_run_has_them():
    place = place_of(UNEVEN)
    for seed in (0, 1):
        stores = Market(UNEVEN, seed).world.stores
        assert np.array_equal(place.stores_x_m, stores["x_m"])
        assert np.array_equal(place.stores_y_m, stores["y_m"])


def test_only_scenarios_in_the_same_city_share_a_place():
    dear = UNEVEN.model_copy(update={"title": "dear"})
    moved = UNEVEN.model_copy(update={"city": UNEVEN.city.model_copy(update={"seed": 1})})
    crowded = UNEVEN.model_copy(update={"stores": Stores(count=30)})
    assert shared_place([(UNEVEN, None), (dear, None)]) is not None
    for other in (moved, crowded):
        assert shared_place([(UNEVEN, None), (other, None)]) is None


def test_stores_stand_where_they_did_whatever_their_hours_and_quality():
    fields = {"closes": "23:00", "late_share": 0.5, "quality_mean": 4.2, "price_sigma": 0.3}
    other = UNEVEN.model_copy(update={"stores": UNEVEN.stores.model_copy(update=fields)})
    place, theirs = shared_place([(UNEVEN, None), (other, None)]), place_of(other)
    assert place is not None
    assert np.array_equal(place.stores_x_m, theirs.stores_x_m)
    assert np.array_equal(place.stores_y_m, theirs.stores_y_m)
