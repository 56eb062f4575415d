"""Random small cities: every mechanism an order can meet, in any mixture."""

from hypothesis import strategies as st

from tests.cities import NEVER, scenario


def share(most=1.0):
    return st.floats(0, most)


def minutes(most):
    """A span in which nothing, a moment and a whole minute are likely."""
    return st.sampled_from([0.0, 0.5, 1.0, 2.0]) | st.floats(0, most)


def clock():
    return st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30]))


def some(**fields):
    """A part of a scenario that says some of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


CITY = st.fixed_dictionaries(
    {
        "width_m": st.sampled_from([600, 1500, 3000]),
        "height_m": st.just(900),
        "zone_m": st.sampled_from([300, 900]),
    }
)

DEMAND = some(
    first_weekday=st.integers(0, 6),
    weekday_hours=st.sampled_from([[1] * 24, [0] * 11 + [1, 1] + [0] * 11]),
)

CHOICE = some(
    opening_constant=st.floats(0, 4),
    pickup_constant=st.sampled_from([NEVER, -1.0, 1.0]),
    walkin_constant=st.sampled_from([NEVER, -2.0, 1.0]),
    nothing_constant=st.sampled_from([NEVER, -0.5]),
    walk_radius_m=st.floats(0, 2000),
    inertia=st.floats(0, 2),
    nest_scale=st.floats(0.3, 1),
    payment_failure_share=share(0.2),
    loss_per_step=share(0.2),
    show_final_price=st.booleans(),
    sated_min=st.sampled_from([0, 180]),
)

PATIENCE = some(
    enabled=st.booleans(),
    promise_ratio=st.floats(0.3, 2),
    cooked_factor=share(),
    no_courier_min=st.floats(5, 90),
    walkin_mean_min=st.floats(2, 30),
    no_show_share=share(0.4),
    collect_delay_min=minutes(20),
)

KITCHEN = some(
    preparation_mean_min=st.floats(2, 30),
    shape=st.sampled_from([1.0, 4.0]),
    cooks_per_100_orders=st.floats(0.5, 8),
    prediction_sd_min=st.sampled_from([0.0, 5.0]),
)

STOCK = some(
    enabled=st.booleans(),
    days_of_demand=st.floats(0.1, 2),
    sync_min=st.sampled_from([5, 60]),
    record_error_sd=st.sampled_from([0.0, 2.0]),
    safety_buffer=st.integers(0, 2),
    delist_min=minutes(10),
)

SHIFTS = st.lists(st.tuples(clock(), clock()), min_size=1, max_size=3).map(
    lambda spans: [{"share": 1 / len(spans), "start": start, "end": end} for start, end in spans]
)

COURIERS = some(
    shifts=SHIFTS,
    attendance_share=st.sampled_from([0.5, 1.0]),
    speed_km_per_h=st.sampled_from([1, 6, 20]),
    metric=st.sampled_from(["euclidean", "manhattan"]),
    whole_minutes=st.booleans(),
    pickup_before_min=minutes(5),
    pickup_after_min=minutes(5),
    dropoff_before_min=minutes(5),
    dropoff_after_min=minutes(15),
    max_orders=st.integers(1, 8),
    acceptance=some(always=st.booleans(), constant=st.floats(-1, 3), response_min=minutes(3)),
)

WEATHER = some(
    mode=st.sampled_from(["markov", "clear"]),
    rain_share=st.sampled_from([0.1, 0.7]),
    step_min=st.sampled_from([10, 45]),
)

FUNDING = st.sampled_from(
    [{"platform": 1}, {"store": 1}, {"platform": 0.5, "store": 0.5}, {"store": 0.3, "sponsor": 0.7}]
)
COUPON = st.one_of(
    [
        st.fixed_dictionaries(
            {"use": st.just(use), "funded_by": FUNDING},
            optional={
                "over_cents": st.sampled_from([0, 3000, 5000]),
                "budget_cents": st.integers(0, 8000),
                "uses_per_day": st.sampled_from([0, 1]),
                "window": st.just(["11:00", "19:00"]),
                **own,
            },
        )
        for use, own in [
            ("threshold", {"off_cents": st.integers(1, 1500)}),
            ("percent", {"percent": st.floats(1, 50), "channels": st.just(["pickup"])}),
            ("free_delivery", {"fee_share": share()}),
        ]
    ]
)

POLICIES = some(
    pricing=st.sampled_from(
        [
            {"use": "flat", "free_over_cents": 5000},
            {"use": "distance"},
            {"use": "surge", "slope": 2, "threshold": 0, "every_min": 4},
        ]
    ),
    coupons=st.lists(COUPON, max_size=3),
    promise=st.sampled_from(
        [{"use": "fixed", "minutes": 20}, {"use": "quantile", "least_orders": 3, "every_min": 7}]
    ),
    dispatch=st.fixed_dictionaries(
        {
            "use": st.sampled_from(["nearest", "batch_insertion"]),
            "every_min": st.sampled_from([0.5, 1, 5, 20]),
            "radius_m": st.sampled_from([500, 3000]),
        }
    )
    | st.fixed_dictionaries(
        {
            "use": st.just("batch_insertion"),
            "every_min": st.sampled_from([1, 10]),
            "lead_min": st.sampled_from([0, 30]),
            "bundle_m": st.sampled_from([0, 3000]),
            "courier_weight": st.sampled_from([0, 3]),
        }
    ),
    pay=st.sampled_from([{"use": "order"}, {"use": "guarantee", "hourly_guarantee_cents": 3000}]),
    service_fee_cents=st.integers(0, 100),
    pickup_discount_cents=st.sampled_from([0, 250, 9000]),
)


@st.composite
def cities(draw, most_consumers=120):
    """A scenario of a day or two."""
    counts = {
        "consumers": {"count": draw(st.integers(20, most_consumers))},
        "stores": {"count": draw(st.integers(1, 6)), "late_share": draw(st.sampled_from([0, 1]))},
        "couriers": {"count": draw(st.integers(0, 6))},
        "days": draw(st.integers(1, 2)),
    }
    parts = {
        "city": CITY,
        "demand": DEMAND,
        "choice": CHOICE,
        "patience": PATIENCE,
        "kitchen": KITCHEN,
        "stock": STOCK,
        "couriers": COURIERS,
        "world": st.fixed_dictionaries({"weather": WEATHER}),
        "policies": POLICIES,
    }
    return scenario(counts, draw(st.fixed_dictionaries(parts)))
