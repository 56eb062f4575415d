"""Cities that several tests of the oracle live in."""

from tests.cities import NEVER, SMALL

TOWN = {**SMALL, "consumers": {"count": 300}, "stores": {"count": 8}, "couriers": {"count": 6}}

# As few as most of what happens needs to happen; a town for what is seldom.
VILLAGE = {**SMALL, "consumers": {"count": 200}, "stores": {"count": 6}, "couriers": {"count": 4}}

# Half an hour's shifts, slow couriers, impatient consumers: orders are withdrawn and given back.
# People are hungry while there are couriers, and for an hour before and after.
HECTIC = {
    "consumers": {"count": 380},
    "demand": {"weekday_hours": [0] * 10 + [1] * 7 + [0] * 7},
    "couriers": {
        "count": 80,
        "shifts": [
            {"share": 0.1, "start": f"{hour}:{start}", "end": end}
            for hour in range(11, 16)
            for start, end in (("00", f"{hour}:30"), ("30", f"{hour + 1}:00"))
        ],
        "speed_km_per_h": 6,
    },
    "kitchen": {"preparation_mean_min": 18, "shape": 4, "slowing": 0.3},
    "patience": {"hazard_per_min": 0.02, "cooked_factor": 0.9, "no_courier_min": 25},
    "choice": {"pickup_constant": NEVER},
    "policies": {"dispatch": {"use": "batch_insertion", "lead_min": 40, "every_min": 3}},
}
