"""A city of 60 stores, 9 zones and hours by zone, from a folder to a report in two commands."""

import json

import numpy as np
import pytest

from analysis.loading import load_arm
from tests.analysis.commands.hamlet import call, o2o

NAMES = [f"Ward {nth + 1}" for nth in range(9)]
SMALL = ("--days", 1, "--set", "consumers.count=900", "--replications", 2, "--out", "report")


def write(folder):
    """A town of 3 by 3 wards at 31.2 N, 121.4 E; each has demand as its number, at hours of its."""
    random = np.random.default_rng(0)
    corners = np.array([[(0.012 * x, 0.01 * y) for x in range(4)] for y in range(4)])
    corners += random.uniform(-0.002, 0.002, corners.shape) + np.array([121.4, 31.2])
    features = []
    for nth, name in enumerate(NAMES):
        row, column = divmod(nth, 3)
        ring = [corners[row + up, column + right] for up, right in ((0, 0), (0, 1), (1, 1), (1, 0))]
        ring = [point.tolist() for point in (*ring, ring[0])]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        features.append(feature)
    zones = {"type": "FeatureCollection", "features": features}
    (folder / "wards.geojson").write_text(json.dumps(zones))
    at = random.uniform((31.203, 121.404), (31.227, 121.432), (60, 2))
    rows = [f"Shop {nth},{lat:.6f},{lon:.6f}" for nth, (lat, lon) in enumerate(at)]
    (folder / "shops.csv").write_text("\n".join(["shop,latitude,longitude", *rows]))
    told = [
        f"{name},{hour},{(nth + 1) * (5 if hour == 11 + nth // 3 else 1)}"
        for nth, name in enumerate(NAMES)
        for hour in range(9, 22)
    ]
    (folder / "orders_by_hour.csv").write_text("\n".join(["district,hour,orders", *told]))


@pytest.mark.slow
def test_two_commands_lead_from_the_folder_to_a_report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town").mkdir()
    write(tmp_path / "town")
    assert o2o("city", "town", "--draft").exit_code == 0
    compared = call("compare", "town/city.toml", "town/city-coupon.toml", *SMALL)
    assert compared.exit_code == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert sum(name in page for name in NAMES) == 9


def test_its_draft_has_its_stores_zones_and_hours(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town").mkdir()
    write(tmp_path / "town")
    told = json.loads(o2o("city", "town", "--draft", "--json").stdout)
    assert (told["stores"], told["zones"], told["positions"]) == (60, NAMES, "degrees")
    city = load_arm("town/city.toml").scenario.city
    needs = np.array(city.town.needs[0])
    # Ward n has n * (12 + 5) of 17 * 45.
    assert needs.sum(axis=1) == pytest.approx(np.arange(1, 10) / 45)
    assert needs[:, 11].argmax() == 2
