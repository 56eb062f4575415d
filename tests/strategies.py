"""Random small cities: valid scenarios over all sections and policies, in any mixture."""

from typing import Any

from hypothesis import strategies as st

from sim.scenario import Scenario
from tests.cities import NEVER, Tree, scenario

Strategy = st.SearchStrategy[Any]


def some(**fields: Strategy) -> st.SearchStrategy[Tree]:
    """A part of a scenario that says some of the fields."""
    return st.fixed_dictionaries({}, optional=fields)


def share(most: float = 1.0) -> st.SearchStrategy[float]:
    return st.floats(0, most)


def span_min(most: float) -> st.SearchStrategy[float]:
    """Minutes, in which nothing, a moment and a whole minute are likely."""
    return st.sampled_from([0.0, 0.5, 1.0, 2.0]) | st.floats(0, most)


def clocks() -> st.SearchStrategy[str]:
    return st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30]))


def equal_shares(parts: list[Tree]) -> list[Tree]:
    return [{"share": 1 / len(parts), **part} for part in parts]


CITY = st.fixed_dictionaries(
    {
        "width_m": st.sampled_from([600, 1500, 3000]),
        "height_m": st.just(900),
        "zone_m": st.sampled_from([300, 900]),
        "residents_per_building": st.sampled_from([1, 40]),
        "even_share": share(),
    }
)

SEGMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "needs_per_day": st.sampled_from([0.5, 3.0]),
            "basket_mean_cents": st.integers(100, 9000),
        },
        optional={
            "basket_sigma": st.sampled_from([0.0, 0.5]),
            "price_factor": share(2),
            "wait_factor": share(2),
            "work_share": share(),
            "friction": share(3),
            "opening_shift": st.floats(-2, 1),
            "pickup_shift": st.floats(-1, 1),
        },
    ),
    min_size=1,
    max_size=3,
).map(lambda kinds: equal_shares([{"name": f"kind {n}", **k} for n, k in enumerate(kinds)]))

CONSUMERS = some(segments=SEGMENTS, price_sensitivity=share(0.2), minute_value_cents=share(200))

DEMAND = some(
    first_weekday=st.integers(0, 6),
    weekday_hours=st.sampled_from([[1] * 24, [0] * 11 + [1, 1] + [0] * 11]),
    work_end=clocks(),
)

CHOICE = some(
    opening_constant=st.floats(0, 4),
    n_examined=st.integers(1, 6),
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
    top_up_limit_cents=st.sampled_from([0, 4000]),
    top_up_item_cents=st.sampled_from([0, 400]),
    claim_share=st.sampled_from([0.5, 1]),
    reminder_idle_days=st.sampled_from([0, 3]),
)

PATIENCE = some(
    enabled=st.booleans(),
    hazard_per_min=st.floats(0, 0.2),
    overdue_growth=st.floats(0, 5),
    cooked_factor=share(),
    no_courier_min=st.floats(5, 90),
    walkin_mean_min=st.floats(2, 30),
    no_show_share=share(0.4),
    collect_delay_min=span_min(20),
)

SATISFACTION = some(loyalty_gain=share(2), memory=share(), late_weight=share(5))

STORES = some(
    late_share=st.sampled_from([0, 1]),
    popularity_sigma=st.sampled_from([0.0, 2.0]),
    price_sigma=st.sampled_from([0.0, 0.5]),
    food_cost_share=share(),
)

KITCHEN = some(
    preparation_mean_min=st.floats(2, 30),
    shape=st.sampled_from([1.0, 4.0]),
    cooks_per_100_orders=st.floats(0.5, 8),
    slowing=st.sampled_from([0.0, 0.7]),
    most_slowing=st.sampled_from([0.5, 3.0]),
    prediction_sd_min=st.sampled_from([0.0, 5.0]),
)

STOCK = some(
    enabled=st.booleans(),
    days_of_demand=st.floats(0.1, 2),
    sync_min=st.sampled_from([0, 5, 60]),
    scan_miss_share=st.sampled_from([0.0, 0.3]),
    shrink_share=st.sampled_from([0.0, 0.3]),
    count_days=st.integers(1, 3),
    record_error_sd=st.sampled_from([0.0, 2.0]),
    safety_buffer=st.integers(0, 2),
    delist_min=span_min(10),
)

COURIERS = some(
    shifts=st.lists(
        st.fixed_dictionaries({"start": clocks(), "end": clocks()}), min_size=1, max_size=3
    ).map(equal_shares),
    attendance_share=st.sampled_from([0.5, 1.0]),
    speed_km_per_h=st.sampled_from([1, 6, 20]),
    metric=st.sampled_from(["euclidean", "manhattan"]),
    detour=st.sampled_from([1.0, 1.35]),
    whole_minutes=st.booleans(),
    pickup_before_min=span_min(5),
    pickup_after_min=span_min(5),
    dropoff_before_min=span_min(5),
    dropoff_after_min=span_min(15),
    max_orders=st.integers(1, 8),
    finish_moves=st.booleans(),
    cost_cents_per_km=st.sampled_from([0, 15]),
    acceptance=some(always=st.booleans(), constant=st.floats(-1, 3), response_min=span_min(3)),
)

WEATHER = some(
    mode=st.sampled_from(["markov", "clear"]),
    rain_share=st.sampled_from([0.1, 0.7]),
    step_min=st.sampled_from([10, 45]),
) | st.fixed_dictionaries(
    {
        "mode": st.just("episodes"),
        "episodes": st.lists(
            st.fixed_dictionaries(
                {"state": st.sampled_from(["rain", "heavy"])},
            ).map(lambda episode: {**episode, "start": "11:00", "end": "19:30"}),
            max_size=1,
        ),
    }
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
                "weekdays": st.just([0, 2, 5]),
                "audience": some(random_share=share(), lapsed_days=st.sampled_from([0.1, 1.0])),
                **own,
            },
        )
        for use, own in [
            ("threshold", {"off_cents": st.integers(1, 1500)}),
            ("percent", {"percent": st.floats(1, 100), "channels": st.just(["pickup"])}),
            ("free_delivery", {"fee_share": share()}),
        ]
    ]
)

PRICING = st.sampled_from(
    [
        {"use": "flat", "free_over_cents": 5000},
        {"use": "distance", "commission_share": 0.3, "min_order_cents": 2500},
        {"use": "flat", "commission_share": 0.1, "small_commission_share": 0.02},
        {"use": "surge", "slope": 2, "threshold": 0, "every_min": 4},
    ]
)
PROMISE = st.sampled_from(
    [{"use": "fixed", "minutes": 20}, {"use": "quantile", "least_orders": 3, "every_min": 7}]
)
DISPATCH = st.fixed_dictionaries(
    {
        "use": st.sampled_from(["nearest", "batch_insertion"]),
        "every_min": st.sampled_from([1, 5, 20]),
        "radius_m": st.sampled_from([500, 3000]),
    }
) | st.fixed_dictionaries(
    {
        "use": st.just("batch_insertion"),
        "every_min": st.sampled_from([0.5, 1, 10]),
        "lead_min": st.sampled_from([0, 30]),
        "bundle_m": st.sampled_from([0, 3000]),
        "courier_weight": st.sampled_from([0, 3]),
        "late_weight": st.sampled_from([0, 4]),
    }
)
PAY = st.sampled_from([{"use": "order"}, {"use": "guarantee", "hourly_guarantee_cents": 3000}])
REPOSITIONING = st.fixed_dictionaries(
    {
        "use": st.sampled_from(["demand_weighted", "balance"]),
        "every_min": st.sampled_from([1, 4, 15]),
        "half_life_min": st.sampled_from([5, 60]),
        "radius_m": st.sampled_from([500, 5000]),
        "least_stay_min": span_min(10),
    }
) | st.just({"use": "stay"})

POLICIES = some(
    pricing=PRICING,
    coupons=st.lists(COUPON, max_size=3),
    promise=PROMISE,
    dispatch=DISPATCH,
    pay=PAY,
    repositioning=REPOSITIONING,
    service_fee_cents=st.integers(0, 100),
    pickup=st.booleans(),
    pickup_discount_cents=st.sampled_from([0, 250, 9000]),
    payment_fee_share=share(0.1),
    tracking=share(),
    transparency=share(),
)


# Always both, so that there are always some who come and go.
LOOSE_COURIERS = st.fixed_dictionaries(
    {
        "crowd": st.fixed_dictionaries(
            {"enabled": st.just(True), "share": st.sampled_from([0.5, 1.0]) | share()},
            optional={
                "pool_factor": st.sampled_from([1, 2.5]),
                "hours": st.sampled_from([[0.4] * 24, [0, 1] * 12]),
                "elasticity": st.floats(0, 5),
                "entry_per_day": share(),
                "half_life_days": st.floats(0.1, 5),
                "told_hours": st.floats(0.1, 20),
                "guaranteed": st.booleans(),
                "every_min": st.sampled_from([5, 15, 60]) | st.floats(5, 60),
            },
        ),
        "drift": st.fixed_dictionaries(
            {"enabled": st.just(True)},
            optional={
                "after_min": span_min(10),
                "near_m": st.sampled_from([0, 400]),
                "scale_m": st.sampled_from([1, 800]),
                "every_min": st.sampled_from([1, 5, 60]) | st.floats(1, 60),
            },
        ),
    }
)


@st.composite
def cities(
    draw: st.DrawFn,
    most_consumers: int = 120,
    *,
    most_warmup_days: int = 0,
    mechanisms: Strategy | None = None,
) -> Scenario:
    """A scenario of a day or two, some behind a warm-up, with mechanisms if they are asked for."""
    counts = {
        "consumers": {"count": draw(st.integers(1, most_consumers))},
        "stores": {"count": draw(st.integers(1, 6))},
        "couriers": {"count": draw(st.integers(0, 6))},
        "days": draw(st.integers(1, 2)),
        "warmup_days": draw(st.integers(0, most_warmup_days)),
        "sample_min": draw(st.sampled_from([60, 240])),
    }
    parts = {
        "city": CITY,
        "consumers": CONSUMERS,
        "demand": DEMAND,
        "choice": CHOICE,
        "patience": PATIENCE,
        "satisfaction": SATISFACTION,
        "stores": STORES,
        "kitchen": KITCHEN,
        "stock": STOCK,
        "couriers": COURIERS,
        "world": st.fixed_dictionaries({"weather": WEATHER}),
        "policies": POLICIES,
    }
    if mechanisms is not None:
        parts["mechanisms"] = mechanisms
    return scenario(counts, draw(st.fixed_dictionaries(parts)))
