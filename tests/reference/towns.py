"""Cities that several tests of the oracle live in."""

from tests.cities import NEVER, SMALL

TOWN = {**SMALL, "consumers": {"count": 300}, "stores": {"count": 8}, "couriers": {"count": 6}}

# Short shifts, slow couriers and impatient consumers: orders are withdrawn and given back.
HECTIC = {
    "days": 2,
    "couriers": {
        "count": 10,
        "shifts": [
            {"share": 0.4, "start": "11:00", "end": "12:00"},
            {"share": 0.3, "start": "12:00", "end": "12:30"},
            {"share": 0.3, "start": "17:00", "end": "18:30"},
        ],
        "speed_km_per_h": 6,
    },
    "patience": {"promise_ratio": 0.7, "cooked_factor": 0.9, "no_courier_min": 25},
    "choice": {"pickup_constant": NEVER},
    "policies": {"dispatch": {"use": "batch_insertion", "lead_min": 15, "every_min": 7}},
}
