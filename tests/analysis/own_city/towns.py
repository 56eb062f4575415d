"""A town that tests can reckon by hand: two zones side by side, in metres, and three stores."""

import json
from pathlib import Path
from typing import Any

# West is 400 m wide and East 600 m, both 500 m high.
ZONES = """zone;wkt
West;POLYGON ((0 0, 400 0, 400 500, 0 500, 0 0))
East;POLYGON ((400 0, 1000 0, 1000 500, 400 500, 400 0))
"""
STORES = """name,x_m,y_m,cooks,preparation_min,opens,closes,basket,rating,orders_per_day,on_app,note
Noodles,50,60,3,12,10:00,22:00,30,4.5,20,yes,a
Dumplings,450,60,,9.5,18:00,02:00,,,40,no,b
Grocer,950,440,1,,00:00,24:00,60,4.0,,,c
"""
HOURS = {8: 1, 12: 4, 18: 3}
DEMAND = "zone,hour,weight\n" + "".join(
    f"{zone},{hour},{weight * times}\n"
    for zone, times in (("West", 3), ("East", 1))
    for hour, weight in HOURS.items()
)
COURIERS = "start,end,couriers\n10:00,20:00,3\n22:00,02:30,1\n"
SCENARIO = """extends = "baseline"
title = "Two zones"
[city]
stores = "stores.csv"
zones = "zones.csv"
"""


def write(folder: Path, scenario: str = SCENARIO, **files: str | bytes) -> Path:
    """Write the town's files, and others in place of them; the scenario's path."""
    told = {"stores": STORES, "zones": ZONES, "demand": DEMAND, "couriers": COURIERS, **files}
    for name, text in told.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(content)
    path = folder / "city.toml"
    path.write_text(scenario)
    return path


def geojson(*zones: tuple[str, list[tuple[float, float]]], **more: Any) -> str:
    """Zones as GeoJSON, each a name and the corners of its ring."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
        }
        for name, corners in zones
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more})
