"""The people: how many, of which kinds, when they need a meal, how they choose, wait and feel."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.settings.base import Clock, Section, check_whole
from sim.settings.bounds import (
    MOST_CENTS,
    MOST_METRES,
    NEVER_MIN,
    Cents,
    CentsRate,
    Factor,
    Flag,
    LongMinutes,
    Metres,
    Minutes,
    Real,
    Shape,
    Share,
    Sigma,
    Stars,
    Utils,
    Weekday,
    Weight,
    Whole,
)

# What the draws of a day have room for, the busiest weekend day of the hungriest segment.
MOST_NEEDS_PER_DAY = 20


class Segment(Section):
    """A kind of consumer."""

    name: str = Field(min_length=1)
    share: Share
    needs_per_day: Real = Field(
        ge=0.001, le=MOST_NEEDS_PER_DAY, description="meals that might be bought"
    )
    basket_mean_cents: Whole = Field(ge=1, le=MOST_CENTS)
    basket_sigma: Sigma = Field(0.35, description="log standard deviation")
    price_factor: Factor = Field(1.0, description="price sensitivity relative to the mean")
    wait_factor: Factor = Field(1.0, description="value of time relative to the mean")
    work_share: Share = Field(0.6, description="who spend weekdays at an office")
    orders_per_need: Share = Field(0.2, description="needs that became orders in the past")
    friction: Factor = Field(1.0, description="losses at the checkout relative to the mean")
    opening_shift: Utils = Field(0.0, description="log-odds added to opening the app")
    pickup_shift: Utils = Field(0.0, description="utils added to pickup")
    walkin_shift: Utils = Field(0.0, description="utils added to walking in")


SEGMENTS = (
    Segment(
        name="student",
        share=0.2,
        needs_per_day=1.6,
        basket_mean_cents=3500,
        price_factor=1.5,
        wait_factor=0.7,
        work_share=0.5,
        orders_per_need=0.272,
        pickup_shift=0.3,
    ),
    Segment(
        name="office",
        share=0.35,
        needs_per_day=1.7,
        basket_mean_cents=4500,
        price_factor=0.9,
        wait_factor=1.3,
        work_share=0.95,
        orders_per_need=0.132,
    ),
    Segment(
        name="family",
        share=0.25,
        needs_per_day=1.1,
        basket_mean_cents=7300,
        price_factor=1.0,
        wait_factor=0.9,
        work_share=0.5,
        orders_per_need=0.246,
        walkin_shift=0.2,
    ),
    Segment(
        name="senior",
        share=0.1,
        needs_per_day=0.9,
        basket_mean_cents=3900,
        price_factor=1.1,
        wait_factor=0.6,
        work_share=0.05,
        orders_per_need=0.294,
        friction=2.0,
        pickup_shift=0.3,
        walkin_shift=0.5,
    ),
    Segment(
        name="regular",
        share=0.1,
        needs_per_day=2.4,
        basket_mean_cents=5000,
        price_factor=0.7,
        wait_factor=1.1,
        work_share=0.7,
        orders_per_need=0.173,
    ),
)


class Consumers(Section):
    """How many consumers there are, of which kinds, and how they differ."""

    count: Whole = Field(20_000, ge=1, le=20_000_000)
    segments: tuple[Segment, ...] = Field(SEGMENTS, min_length=1, max_length=1000)
    price_sensitivity: Factor = Field(0.06, description="utils per 100 cents, mean")
    price_sigma: Sigma = Field(0.35, description="log standard deviation of it")
    minute_value_cents: CentsRate = Field(80, description="value of a minute of waiting, mean")

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_whole("segments", [segment.share for segment in self.segments])
        return self


# Shares need not add up to 1, but to more than rounding.
_LEAST_HOURS = 1e-6
Hour = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1_000_000)]


class Demand(Section):
    """When meals are needed; hours hold the share of a day's needs, 0 to 23."""

    weekday_hours: tuple[Hour, ...] = Field(
        (
            0.005, 0.003, 0.002, 0.001, 0.001, 0.002, 0.008, 0.015, 0.017, 0.018, 0.068, 0.164,
            0.138, 0.068, 0.028, 0.025, 0.036, 0.124, 0.131, 0.082, 0.036, 0.017, 0.010, 0.006,
        ),
        min_length=24,
        max_length=24,
    )  # fmt: skip
    weekend_hours: tuple[Hour, ...] = Field(
        (
            0.007, 0.004, 0.002, 0.001, 0.001, 0.002, 0.006, 0.010, 0.015, 0.022, 0.068, 0.155,
            0.140, 0.074, 0.033, 0.030, 0.042, 0.127, 0.129, 0.080, 0.037, 0.018, 0.012, 0.007,
        ),
        min_length=24,
        max_length=24,
    )  # fmt: skip
    weekend_factor: Real = Field(1.2, ge=0, le=10, description="needs on a weekend day")
    work_start: Clock = Field("08:30", description="who work are at the office from")
    work_end: Clock = Field("17:30", description="and until, on weekdays")
    first_weekday: Weekday = Field(0, description="weekday of day 0, 0 Monday")

    @model_validator(mode="after")
    def _positive(self) -> Self:
        for name in ("weekday_hours", "weekend_hours"):
            hours = getattr(self, name)
            if sum(hours) < _LEAST_HOURS:
                raise ValueError(f"{name} must hold a share above 0; they add up to {sum(hours):g}")
        return self

    def hours(self, weekend: bool) -> tuple[float, ...]:
        """Shares of the hours of a day of the weekend, or of another."""
        return self.weekend_hours if weekend else self.weekday_hours

    def factor(self, weekend: bool) -> float:
        """Needs of such a day, over those of a weekday."""
        return self.weekend_factor if weekend else 1.0


class Choice(Section):
    """How a consumer opens the app, chooses, pays and adds items."""

    opening_constant: Utils = Field(1.4, description="log-odds that a need opens the app")
    sated_min: Real = Field(180, ge=0, le=NEVER_MIN, description="a meal fills for so long")
    sated_factor: Share = Field(0.05, description="openings while it does")
    reminder_lift: Factor = Field(
        0.10, description="openings more with a coupon of usual worth at hand"
    )
    reminder_idle_days: Real = Field(
        0,
        ge=0,
        le=366,
        description="without an order, after which a coupon reminds of what was out of mind; 0: it"
        " reminds everybody alike",
    )
    usual_coupon_cents: Real = Field(
        500, ge=1, le=1e8, description="worth of a coupon that reminds, and wakes, by what is said"
    )
    claim_share: Share = Field(
        1, description="of consumers who see a coupon, know of it or have claimed it when they pay"
    )
    n_examined: Whole = Field(10, ge=1, le=64, description="stores looked at")
    radius_m: Real = Field(
        4000, ge=0.1, le=MOST_METRES, description="stores deliver within it, straight"
    )
    walk_radius_m: Metres = Field(1100, description="pickup and walk-in within it")
    walk_m_per_min: Real = Field(75, ge=1, le=1000)
    access_weight: Factor = Field(1.0, description="a minute's walk in minutes of waiting")
    fee_salience: Factor = Field(
        1.5, description="a cent of fee in cents of price, unless fees are in the price"
    )
    guessed_fee_share: Share = Field(
        0.2, description="of fees that are shown at the checkout only, reckoned with before"
    )
    surprise_weight: Weight = Field(
        0.2, description="on leaving the checkout, of the worth of the other fees"
    )
    unseen_total_share: Share = Field(
        0.2, description="of losses at the checkout, spared where prices are all in"
    )
    quality_per_star: Weight = Field(0.5, description="utils")
    inertia: Utils = Field(0.6, description="utils of the store ordered from last")
    delivery_constant: Utils = 0.0
    pickup_constant: Utils = -1.0
    walkin_constant: Utils = -2.4
    nothing_constant: Utils = 0.15
    nest_scale: Real = Field(0.6, ge=0.01, le=1, description="1: no correlation in a nest")
    checkout_steps: Whole = Field(3, ge=0, le=20)
    loss_per_step: Share = 0.03
    complexity: Factor = Field(0.03, description="rise of the loss for each coupon rule")
    rule_effort_cents: Cents = Field(
        25, description="a coupon is left that takes off less than this for each of its rules"
    )
    show_final_price: Flag = False
    payment_failure_share: Share = 0.02
    top_up_limit_cents: Cents = Field(1000, description="largest gap that is filled")
    top_up_constant: Utils = -2.0
    top_up_slope: Weight = 0.5
    top_up_loss_share: Share = Field(0.3, description="of added items, not worth their price")
    top_up_item_cents: Cents = Field(
        0,
        description="mean price, beyond the threshold, of the items that reach it; 0: they reach it"
        " to the cent",
    )


class Patience(Section):
    """When consumers give up waiting."""

    enabled: Flag = True
    hazard_per_min: Factor = Field(
        0.003, description="of giving up an order of the app until the promised time"
    )
    overdue_growth: Factor = Field(1.5, description="log-hazard for each 10 minutes beyond it")
    cooked_factor: Share = Field(0.2, description="on the hazard, once cooking has begun")
    no_courier_min: LongMinutes = Field(
        45, description="food, ready or said to be, waits so long; then it is given up"
    )
    walkin_mean_min: LongMinutes = Field(20, description="mean patience in a store's queue")
    walkin_shape: Shape = 1.0
    no_show_share: Share = Field(0.03, description="of pickup orders never collected")
    collect_delay_min: Minutes = Field(3, description="mean delay of coming to collect")


class Satisfaction(Section):
    """What an experience is worth, and how it moves the rate of coming back."""

    constant: Utils = Field(1.0, description="log-odds of a punctual order of expected quality")
    quality_weight: Weight = Field(1.5, description="for each star above the one shown")
    late_weight: Weight = Field(2.0, description="for 10 minutes late")
    early_weight: Weight = Field(1.0, description="for 10 minutes early")
    exponent: Real = Field(0.8, gt=0, le=2)
    usual_early_min: Minutes = Field(
        6.0, description="minutes before its promise that a delivery usually comes"
    )
    failure_weight: Weight = Field(3.0, description="an order not fulfilled")
    recovery_share: Share = Field(
        0.7, description="of what lateness took, given back by money paid for it"
    )
    recovery_cents: Real = Field(400, ge=1, le=1e6, description="that give back all of this share")
    memory: Share = Field(0.3, description="weight of the newest experience")
    loyalty_gain: Weight = Field(0.12, description="log-odds for a star above neutral")
    neutral: Stars = 4.0
    loyalty_limit: Weight = 2.0


class Past(Section):
    """What consumers have lived through before the first day, as the baseline brings it."""

    days: Whole = Field(
        60, ge=0, le=366, description="of orders behind them; 0: nobody has ordered"
    )
    felt: tuple[Stars, ...] = Field(
        (
            1.0, 2.334, 3.252, 3.669, 3.931, 4.076, 4.166, 4.229, 4.28, 4.324, 4.362, 4.395,
            4.426, 4.457, 4.486, 4.517, 4.552, 4.594, 4.65, 4.738, 4.998,
        ),
        min_length=2,
        max_length=1000,
        description="satisfaction with an order: quantiles, evenly spaced from least to most",
    )  # fmt: skip
    lasting_sd: Real = Field(
        0.08, ge=0, le=2, description="stars, spread of consumers' own mean experience"
    )

    @model_validator(mode="after")
    def _ascend(self) -> Self:
        if list(self.felt) != sorted(self.felt):
            raise ValueError("felt must hold quantiles in ascending order")
        return self
