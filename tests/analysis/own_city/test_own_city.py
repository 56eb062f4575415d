"""A city of one's own as its files have it: places, zones, hours, and what is wrong with them."""

import json

import numpy as np
import pytest

from analysis.address import address
from analysis.charts import own_city_map
from analysis.charts.style import INK
from analysis.experiment.place import Place
from analysis.loading import load_arm
from analysis.own_city import read_town
from analysis.own_city.zones import read_zones
from analysis.recordings import RecordingError
from analysis.scenario_file import ScenarioError, read_overrides
from sim.agents.population import draw_stores
from sim.city import draw_city
from sim.market import Market
from sim.settings.town import TownZone
from tests.analysis.own_city import towns
from tests.cities import scenario

WORK = (510.0, 1050.0)  # 08:30 to 17:30
# The corner lies 100 m west and south of the outermost point.
MARGIN_M = 100


def read(folder, *names, cell_m=100.0, **files):
    paths = {name: folder / f"{name}.csv" for name in names}
    return read_town(paths | files, cell_m=cell_m, work_min=WORK)


def refused(folder, *names, **files):
    with pytest.raises(RecordingError) as caught:
        read(folder, *names, **files)
    return str(caught.value)


def test_stores_stand_where_their_table_says(tmp_path):
    towns.write(tmp_path)
    stores = read(tmp_path, "stores", "zones").town.stores
    assert stores.x_m == (150, 550, 1050)
    assert stores.y_m == (160, 160, 540)
    assert stores.names == ("Noodles", "Dumplings", "Grocer")
    assert stores.n_cooks == (3, None, 1)
    assert stores.preparation_min == (12, 9.5, None)
    assert stores.open_min == (600, 1080, 0)
    assert stores.close_min == (1320, 120, 1440)
    assert stores.basket_cents == (3000, None, 6000)
    assert stores.on_app == (1, 0, None)


def test_a_degree_of_latitude_is_111_195_metres_and_one_of_longitude_half_of_it_at_60(tmp_path):
    # Of a sphere of 6 371 008.8 m: a degree is R * pi / 180.
    table = "name,lat,lon\na,59.99,10.00\nb,60.01,10.02\n"
    towns.write(tmp_path, stores=table)
    stores = read(tmp_path, "stores").town.stores
    assert stores.y_m[1] - stores.y_m[0] == pytest.approx(0.02 * 111_195.08, abs=0.01)
    assert stores.x_m[1] - stores.x_m[0] == pytest.approx(0.02 * 111_195.08 / 2, abs=0.01)


@pytest.mark.parametrize(("scale", "first"), [(10**6, "59990000"), (10**7, "599900000")])
def test_millionths_of_degrees_are_known_by_their_size(tmp_path, scale, first):
    rows = [("a", 59.99, 10.0), ("b", 60.01, 10.02)]
    cells = [f"{name},{round(lat * scale)},{round(lon * scale)}" for name, lat, lon in rows]
    assert first in cells[0]
    towns.write(tmp_path, stores="\n".join(["name,lat,lon", *cells]))
    stores = read(tmp_path, "stores").town.stores
    assert stores.y_m[1] - stores.y_m[0] == pytest.approx(0.02 * 111_195.08, abs=0.01)


def test_zones_of_another_coordinate_system_are_turned_into_degrees(tmp_path):
    # UTM zone 31N: easting 500 km lies on the meridian 3° E, whatever the northing.
    corners = [(500_000, 5_000_000), (501_000, 5_000_000), (501_000, 5_001_000)]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}}
    file = tmp_path / "zones.geojson"
    file.write_text(towns.geojson(("A", corners), crs=crs))
    found = read_town({"zones": file}, cell_m=100, work_min=WORK)
    assert found.in_degrees
    # A northing of 5 000 km is a little above 45° N; a kilometre on the map is one on the ground.
    assert found.middle == pytest.approx((45.157, 3.006), abs=0.002)
    (ring,) = found.town.zones[0].rings
    assert abs(ring[1][0] - ring[0][0]) == pytest.approx(1000, rel=0.005)


def test_a_door_falls_into_the_zone_around_it(tmp_path):
    section = load_arm(towns.write(tmp_path)).scenario.city
    city = draw_city(section, 400)
    west, east = city.zone_of([MARGIN_M + 399, MARGIN_M + 401], [MARGIN_M + 10] * 2)
    assert (west, east) == (0, 1)
    assert section.n_zones == city.n_zones == 2
    for doors in (city.homes, city.offices):
        for name, side_m in (("x_m", 1000), ("y_m", 500)):
            assert (np.abs(doors[name] - MARGIN_M - side_m / 2) <= side_m / 2).all()
        zone = city.zone_of(doors["x_m"], doors["y_m"])
        assert (zone == (doors["x_m"] > MARGIN_M + 400)).all()


def test_stores_of_the_market_are_those_of_the_table_and_the_rest_is_drawn(tmp_path):
    mine = load_arm(towns.write(tmp_path)).scenario
    stores = draw_stores(mine, draw_city(mine.city, 100))
    assert stores["x_m"].tolist() == [150, 550, 1050]
    assert stores["zone"].tolist() == [0, 1, 1]
    assert stores["open_min"].tolist() == [600, 1080, 0]
    assert stores["off_app"].tolist() == [0, 1, 0]
    assert stores["n_cooks"][[0, 2]].tolist() == [3, 1]
    assert stores["preparation_min"][:2].tolist() == [12, 9.5]
    assert stores["shown_quality"][[0, 2]].tolist() == [4.5, 4.0]
    assert stores["price_level"][2] == 2 * stores["price_level"][0]
    assert stores["popularity"][:2].tolist() == [20 / 30, 40 / 30]
    assert stores["preparation_min"][2] > 0
    assert stores["price_level"][1] > 0


def test_what_the_files_hold_is_part_of_the_content_address(tmp_path):
    file = towns.write(tmp_path)
    one, same = (load_arm(file).scenario for _ in range(2))
    assert address(one, 0) == address(same, 0)
    towns.write(tmp_path, stores=towns.STORES.replace("50,60", "50,61", 1))
    assert address(load_arm(file).scenario, 0) != address(one, 0)


def test_other_numbers_than_those_of_the_files_are_refused(tmp_path):
    file = towns.write(tmp_path)
    with pytest.raises(ScenarioError, match="3 are in the city's table: leave it out"):
        load_arm(file, read_overrides(["stores.count=5"]))
    with pytest.raises(ScenarioError, match="zones were laid on"):
        load_arm(file, read_overrides(["city.width_m=9000"]))


def test_recorded_orders_bring_their_own_city(tmp_path):
    text = towns.SCENARIO + '[replay]\norders = "orders.csv"\n'
    with pytest.raises(ScenarioError, match="bring their own city"):
        load_arm(towns.write(tmp_path, text))


def test_shifts_of_the_table_are_those_of_the_couriers(tmp_path):
    text = towns.SCENARIO + 'couriers = "couriers.csv"\n'
    couriers = load_arm(towns.write(tmp_path, text)).scenario.couriers
    assert couriers.count == 4
    told = [(shift.share, shift.start, shift.end) for shift in couriers.shifts]
    assert told == [(0.75, "10:00", "20:00"), (0.25, "22:00", "02:30")]


def test_demand_is_shared_by_zone_and_hour(tmp_path):
    towns.write(tmp_path)
    found = read(tmp_path, "zones", "demand")
    (needs,) = np.array(found.town.needs)
    assert needs.sum() == pytest.approx(1)
    assert needs.sum(axis=1).tolist() == pytest.approx([0.75, 0.25])
    assert needs[0, [8, 12, 18]].tolist() == pytest.approx([3 / 32, 12 / 32, 9 / 32])
    assert found.settings["demand"]["weekday_hours"][12] == 0.5
    assert found.n_untold == 2 * 21


def test_weekdays_differ_as_the_table_says(tmp_path):
    rows = ["zone,hour,weekday,weight"]
    rows += [f"{zone},12,weekday,10" for zone in ("West", "East")]
    rows += ["West,13,周末,40", "East,13,sat,0", "East,13,6,80"]
    towns.write(tmp_path, demand="\n".join(rows))
    needs = np.array(read(tmp_path, "zones", "demand").town.needs)
    # In all 5 * 20 + 40 + 120 = 260 a week; a mean day has 260 / 7.
    assert needs.sum(axis=(1, 2)) * 260 / 7 == pytest.approx([20, 20, 20, 20, 20, 40, 120])
    assert needs[6, 1, 13] * 260 / 7 == pytest.approx(80)


def test_a_table_with_a_column_an_hour_says_the_same(tmp_path):
    header = ",".join(["zone", *(f"{hour:02d}:00" for hour in range(24))])
    rows = [
        ",".join([zone, *(str(towns.HOURS.get(hour, 0) * times) for hour in range(24))])
        for zone, times in (("West", 3), ("East", 1))
    ]
    towns.write(tmp_path)
    long = read(tmp_path, "zones", "demand").town
    towns.write(tmp_path, demand="\n".join([header, *rows]))
    assert read(tmp_path, "zones", "demand").town.needs == long.needs


def test_stores_outside_every_zone_are_named(tmp_path):
    towns.write(tmp_path, stores=towns.STORES + "Far,1500,60,,,,,,,,,\n")
    assert read(tmp_path, "stores", "zones").outside == ("Far",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_chinese_tables_are_read_in_the_usual_encodings(tmp_path, encoding):
    table = "店名;纬度;经度;评分\n老王面馆;31,2;121,4;4,5\n小李饺子;31,21;121,41;4\n"
    towns.write(tmp_path, stores=table.encode(encoding))
    stores = read(tmp_path, "stores").town.stores
    assert stores.names == ("老王面馆", "小李饺子")
    assert stores.rating == (4.5, 4)


WRONG = {
    "a cell": ({"stores": towns.STORES.replace("12,10:00", "-3,10:00")},
               "stores.csv:2: preparation_min = '-3': must be minutes, 0.1 to 1440, or empty"),
    "a time": ({"stores": towns.STORES.replace("18:00", "6 o'clock")},
               "stores.csv:3: opens = \"6 o'clock\": must be a time of day, 00:00 to 24:00"),
    "yes": ({"stores": towns.STORES.replace("yes", "maybe")},
            "stores.csv:2: on_app = 'maybe': must be yes, no or empty"),
    "twice": ({"stores": towns.STORES.replace("Grocer", "Noodles")},
              "stores.csv:4: name = 'Noodles': stands on line 2 already"),
    "no name": ({"stores": "nmae,x_m,y_m\na,1,2\n"},
                "stores.csv:1: no column is named 'nmae'; did you mean 'name'?"),
    "empty": ({"stores": ""}, "stores.csv: is empty"),
    "no rows": ({"stores": "name,x_m,y_m\n"}, "stores.csv: has a header without rows"),
    "never open": ({"stores": towns.STORES.replace("22:00", "10:00")},
                   "closes when it opens; open all day is 00:00 to 24:00"),
    "overlap": ({"zones": towns.ZONES.replace("400 500, 400 0))", "300 500, 300 0))")
                                      .replace("East;POLYGON ((400 0", "East;POLYGON ((300 0")},
                "zones.csv:3: zone = 'East': overlaps zone 'West' by 25% of the smaller"),
    "crossed": ({"zones": "zone,wkt\nA,\"POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))\"\n"},
                "zones.csv:2: zone = 'A': is no proper polygon: Self-intersection"),
    "one name": ({"zones": towns.ZONES.replace("East", "West")},
                 "zones.csv:3: zone = 'West': two zones have this name"),
    "no polygon": ({"zones": "zone;wkt\nA;POINT (1 2)\n"},
                   "zones.csv:2: wkt = 'POINT (1 2)': is Point; must be a POLYGON"),
    "no zone": ({"demand": towns.DEMAND.replace("East,12", "Eats,12")},
                "demand.csv:6: zone = 'Eats': no such zone; did you mean 'East'? zones: West"),
    "an hour": ({"demand": towns.DEMAND.replace("East,18", "East,24")},
                "demand.csv:7: hour = '24': must be an hour of the day, whole, 0 to 23"),
    "again": ({"demand": towns.DEMAND + "East,18,1\n"},
              "demand.csv:8: zone, hour = 'East', '18': zone and hour stand on line 7 already"),
    "none": ({"demand": "zone,hour,weight\nWest,1,0\nEast,1,0\n"}, "weights add up to 0"),
    "silent": ({"demand": "zone,hour,weight\nWest,1,1\n"},
               "demand.csv: zone: no row for East; a zone without demand has weight 0"),
    "shift": ({"couriers": "on,off\n10:00,10:00\n"},
              "couriers.csv:2: on, off = '10:00', '10:00': a shift must be shorter than a day"),
    "half": ({"couriers": "on,off,n\n10:00,20:00,2.5\n"},
             "couriers.csv:2: n = '2.5': must be a whole number of couriers, 1 to 1000000"),
    "nan": ({"zones": "zone;wkt\nA;POLYGON ((0 0, nan 0, 9 9, 0 0))\n"},
            "zones.csv:2: zone 'A' has no points, or wrong ones"),
    "turned": ({"zones": "zone,wkt\nA,\"POLYGON ((31 121, 31 121.01, 31.01 121, 31 121))\"\n"},
               "zones.csv: 31, 121 seem to have changed places: the first must be the longitude"),
    "groups": ({"demand": f'{towns.DEMAND}East,3,"1,234"\n'},
               "weight = '1,234': not a number; must be a weight, 0 to 10^12"),
}  # fmt: skip


def test_numbers_are_names_of_zones_whether_a_program_wrote_them_whole_or_not(tmp_path):
    zones = towns.ZONES.replace("West", "1.0").replace("East", "2")
    towns.write(tmp_path, zones=zones, demand="zone,hour,weight\n1,3,1\n2.0,3,1\n")
    town = read(tmp_path, "zones", "demand").town
    assert [zone.name for zone in town.zones] == ["1", "2"]


def test_of_very_many_zones_a_line_names_the_first(tmp_path):
    boxes = [(f"Zone {n} {'x' * 99}", box(n)) for n in range(50)]
    zones = tmp_path / "zones.geojson"
    zones.write_text(towns.geojson(*boxes))
    towns.write(tmp_path, demand="zone,hour,weight\nNone,3,1\n")
    told = refused(tmp_path, "demand", zones=zones)
    assert "no such zone; zones: Zone 0 xxx" in told
    assert told.endswith(" and 30 more")
    assert len(told) < 2000


def box(nth):
    west = 400 * nth
    return [(west, 0), (west + 400, 0), (west + 400, 400), (west, 400)]


@pytest.mark.parametrize("which", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_what_is_allowed(tmp_path, which):
    files, told = WRONG[which]
    towns.write(tmp_path, **files)
    found = refused(tmp_path, "stores", "zones", "demand", "couriers")
    assert told in found
    assert found.count("couriers.csv:2") <= 1  # a fault is told once


def test_zones_that_are_nested_without_end_are_refused(tmp_path):
    file = tmp_path / "zones.geojson"
    file.write_text("[" * 100_000)
    with pytest.raises(RecordingError, match=r"zones.geojson: is no JSON: is nested too deeply"):
        read_town({"zones": file}, cell_m=100, work_min=WORK)


def test_degrees_and_metres_do_not_lie_on_one_map(tmp_path):
    towns.write(tmp_path, stores="name,lat,lon\na,31.2,121.4\nb,31.21,121.4\n")
    assert "positions are degrees, but those of zones (zones.csv) are metres" in refused(
        tmp_path, "stores", "zones"
    )


def test_a_zone_smaller_than_a_cell_is_refused(tmp_path):
    sliver = "Sliver;POLYGON ((1000 0, 1003 0, 1003 3, 1000 3, 1000 0))\n"
    towns.write(tmp_path, zones=towns.ZONES + sliver)
    told = "zone = 'Sliver': is too small for cells of 500 m; say a smaller city.cell_m"
    with pytest.raises(RecordingError, match="too small for cells of 500 m") as caught:
        read(tmp_path, "zones", cell_m=500)
    assert told in str(caught.value)


def test_demand_needs_zones(tmp_path):
    towns.write(tmp_path)
    assert "needs a file of zones: city.zones" in refused(tmp_path, "stores", "demand")


def test_files_that_are_not_there_and_their_nearest_name(tmp_path):
    towns.write(tmp_path)
    assert "did you mean 'stores.csv'" in refused(tmp_path, stores=tmp_path / "store.csv")


def test_degrees_in_columns_of_metres_are_refused(tmp_path):
    rows = [f"s{nth},121.4{nth},31.2{nth}" for nth in range(10)]
    towns.write(tmp_path, stores="\n".join(["name,x,y", *rows]))
    told = refused(tmp_path, "stores")
    assert "x, y: all lie within 50 m; if these are degrees, name them lat and lon" in told


def test_a_market_of_files_that_nobody_read_is_refused():
    with pytest.raises(ValueError, match="its file has not been read"):
        Market(scenario({"city": {"stores": "stores.csv"}}), 0)


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [900, 0], [900, 900], [0, 900], [0, 0]]]}


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        ({"properties": [1], "geometry": SQUARE}, "has no name"),
        ({"properties": {"name": {"zh": "一"}}, "geometry": SQUARE}, "has no name"),
        ({"properties": {"name": "A"}, "geometry": {"type": "Polygon"}}, "is no polygon"),
        (
            {"properties": {"name": "A"}, "geometry": SQUARE | {"coordinates": [5]}},
            "is no polygon",
        ),
    ],
)
def test_features_that_are_no_zones_are_refused(tmp_path, feature, told):
    file = tmp_path / "zones.geojson"
    file.write_text(json.dumps({"features": [feature]}))
    with pytest.raises(RecordingError, match=rf"zones.geojson: features\[0\]: {told}"):
        read_zones(file)


def test_zones_may_be_numbers(tmp_path):
    file = tmp_path / "zones.geojson"
    named = [{"properties": {"zone": 12.0}}, {"id": 7, "properties": None}]
    features = [feature | {"geometry": SQUARE} for feature in named]
    file.write_text(json.dumps({"features": features}))
    assert read_zones(file).names == ("12", "7")


def test_names_of_zones_contrast_with_what_they_stand_on():
    def square(west):
        ring = ((west, 0.0), (west + 1e3, 0.0), (west + 1e3, 1e3), (west, 1e3), (west, 0.0))
        return TownZone(name=f"at {west:g}", rings=(ring,), middle_m=(west + 500.0, 500.0))

    edges = np.array([0.0, 2e3]), np.array([0.0, 1e3])
    place = Place(*edges, np.array([]), np.array([]), shapes=(square(0.0), square(1e3)))
    figure = own_city_map.draw_city(place, np.array([[0.1, 0.9]]), "Title", "subtitle")
    written = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert (written["at 0"], written["at 1000"]) == (INK, "white")
