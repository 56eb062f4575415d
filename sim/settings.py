"""The settings of a city and its people, one frozen model a section of a scenario file.

Defaults and bounds stand here, and with the policies, and nowhere else. The evidence for each
default is in docs/parameters.md.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Section(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    # Defaults are validated too: an int default of a float would be another compiled type.
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )


def _check_whole(parts: str, shares: list[float]) -> None:
    """Parts of one whole: refuse shares that do not add up to 1."""
    total = sum(shares)
    if abs(total - 1) > 1e-6:
        raise ValueError(f"the shares of the {parts} must add up to 1, not {total:g}")


class City(Section):
    """The grid and the density maps that homes, offices and stores are drawn from."""

    width_m: float = Field(5000, ge=100, le=200_000)
    height_m: float = Field(5000, ge=100, le=200_000)
    cell_m: float = Field(100, ge=20, le=5000, description="side of a grid cell")
    zone_m: float = Field(1000, ge=100, le=50_000, description="side of a zone")
    n_home_centres: int = Field(5, ge=1, le=1000)
    n_office_centres: int = Field(3, ge=1, le=1000)
    n_store_centres: int = Field(8, ge=1, le=5000)
    spread_m: float = Field(700, gt=0, description="radius of a centre (standard deviation)")
    even_share: Share = Field(0.3, description="of all doors spread evenly, off the centres")
    residents_per_building: float = Field(40, ge=1, description="consumers who share a home door")
    workers_per_building: float = Field(150, ge=1, description="consumers for each office door")


class Segment(Section):
    """A kind of consumer."""

    name: str = Field(min_length=1)
    share: Share
    needs_per_day: float = Field(gt=0, le=20, description="meals that might be bought")
    basket_mean_cents: int = Field(gt=0)
    basket_sigma: float = Field(0.35, ge=0, le=2, description="log standard deviation")
    price_factor: float = Field(1.0, ge=0, description="price sensitivity relative to the mean")
    wait_factor: float = Field(1.0, ge=0, description="value of time relative to the mean")
    work_share: Share = Field(0.6, description="who spend weekdays at an office")
    friction: float = Field(1.0, ge=0, description="losses at the checkout relative to the mean")
    pickup_shift: float = Field(0.0, description="utils added to pickup")
    walkin_shift: float = Field(0.0, description="utils added to walking in")


SEGMENTS = (
    Segment(
        name="student",
        share=0.2,
        needs_per_day=1.6,
        basket_mean_cents=2900,
        price_factor=1.5,
        wait_factor=0.7,
        work_share=0.5,
        pickup_shift=0.3,
    ),
    Segment(
        name="office",
        share=0.35,
        needs_per_day=1.7,
        basket_mean_cents=3800,
        price_factor=0.9,
        wait_factor=1.3,
        work_share=0.95,
    ),
    Segment(
        name="family",
        share=0.25,
        needs_per_day=1.1,
        basket_mean_cents=6200,
        price_factor=1.0,
        wait_factor=0.9,
        work_share=0.5,
        walkin_shift=0.2,
    ),
    Segment(
        name="senior",
        share=0.1,
        needs_per_day=0.9,
        basket_mean_cents=3300,
        price_factor=1.1,
        wait_factor=0.6,
        work_share=0.05,
        friction=2.0,
        pickup_shift=0.3,
        walkin_shift=0.5,
    ),
    Segment(
        name="regular",
        share=0.1,
        needs_per_day=2.4,
        basket_mean_cents=4200,
        price_factor=0.7,
        wait_factor=1.1,
        work_share=0.7,
    ),
)


class Consumers(Section):
    """How many consumers there are, of which kinds, and how they differ."""

    count: int = Field(20_000, ge=1, le=20_000_000)
    segments: tuple[Segment, ...] = Field(SEGMENTS, min_length=1)
    price_sensitivity: float = Field(0.06, ge=0, description="utils per 100 cents, mean")
    price_sigma: float = Field(0.35, ge=0, le=2, description="log standard deviation of it")
    minute_value_cents: float = Field(80, ge=0, description="value of a minute of waiting, mean")

    @model_validator(mode="after")
    def _shares(self) -> Self:
        _check_whole("segments", [segment.share for segment in self.segments])
        return self


class Demand(Section):
    """When meals are needed; hours hold the share of a day's needs, 0 to 23."""

    weekday_hours: tuple[float, ...] = Field(
        (
            0.006, 0.004, 0.002, 0.001, 0.001, 0.002, 0.010, 0.022, 0.026, 0.028, 0.078, 0.155,
            0.115, 0.058, 0.036, 0.034, 0.050, 0.112, 0.108, 0.068, 0.042, 0.024, 0.012, 0.006,
        ),
        min_length=24,
        max_length=24,
    )  # fmt: skip
    weekend_hours: tuple[float, ...] = Field(
        (
            0.008, 0.005, 0.003, 0.001, 0.001, 0.002, 0.006, 0.014, 0.024, 0.034, 0.072, 0.136,
            0.118, 0.070, 0.046, 0.042, 0.056, 0.110, 0.112, 0.074, 0.048, 0.030, 0.014, 0.008,
        ),
        min_length=24,
        max_length=24,
    )  # fmt: skip
    weekend_factor: float = Field(1.13, ge=0, le=10, description="needs on a weekend day")
    work_start: Clock = Field("08:30", description="who work are at the office from")
    work_end: Clock = Field("17:30", description="and until, on weekdays")
    first_weekday: int = Field(0, ge=0, le=6, description="weekday of the first day, 0 Monday")

    @model_validator(mode="after")
    def _positive(self) -> Self:
        for name in ("weekday_hours", "weekend_hours"):
            hours = getattr(self, name)
            if min(hours) < 0 or sum(hours) <= 0:
                raise ValueError(f"{name} must hold no negative share and a positive one")
        return self


class Choice(Section):
    """How a consumer opens the app, chooses, pays and adds items."""

    opening_constant: float = Field(1.4, description="log-odds that a need opens the app")
    sated_min: float = Field(180, ge=0, description="a meal fills for so long")
    sated_factor: float = Field(0.05, ge=0, le=1, description="openings while it does")
    reminder_lift: float = Field(0.10, ge=0, description="openings more with a coupon at hand")
    n_examined: int = Field(10, ge=1, le=64, description="stores looked at")
    radius_m: float = Field(4000, gt=0, description="stores deliver within it, straight")
    walk_radius_m: float = Field(700, ge=0, description="pickup and walk-in within it")
    walk_m_per_min: float = Field(75, gt=0)
    access_weight: float = Field(1.0, ge=0, description="a minute's walk in minutes of waiting")
    fee_salience: float = Field(1.5, ge=0, description="a cent of fee in cents of price")
    quality_per_star: float = Field(0.5, ge=0, description="utils")
    inertia: float = Field(0.6, description="utils of the store ordered from last")
    delivery_constant: float = Field(0.0, ge=-1000, le=100)
    pickup_constant: float = Field(-1.0, ge=-1000, le=100)
    walkin_constant: float = Field(-2.4, ge=-1000, le=100)
    nothing_constant: float = Field(0.1, ge=-1000, le=1000)
    nest_scale: float = Field(0.6, gt=0, le=1, description="1: no correlation in a nest")
    checkout_steps: int = Field(3, ge=0, le=20)
    loss_per_step: float = Field(0.03, ge=0, le=1)
    complexity: float = Field(0.03, ge=0, description="rise of the loss for each coupon rule")
    show_final_price: bool = False
    payment_failure_share: Share = 0.02
    top_up_limit_cents: int = Field(1000, ge=0, description="largest gap that is filled")
    top_up_constant: float = -2.0
    top_up_slope: float = Field(0.5, ge=0)
    top_up_loss_share: Share = Field(0.3, description="of added items, not worth their price")


class Patience(Section):
    """When consumers give up waiting."""

    enabled: bool = True
    weibull_shape: float = Field(1.7, gt=0, description="1: exponential")
    promise_ratio: float = Field(1.5, gt=0, description="mean patience in promised times")
    cooked_factor: float = Field(0.2, ge=0, le=1, description="cancel once cooking has begun")
    no_courier_min: float = Field(
        45, gt=0, description="food, ready or said to be, waits so long; then it is given up"
    )
    walkin_mean_min: float = Field(20, gt=0, description="mean patience in a store's queue")
    walkin_shape: float = Field(1.0, gt=0)
    no_show_share: Share = Field(0.03, description="of pickup orders never collected")
    collect_delay_min: float = Field(3, ge=0, description="mean delay of coming to collect")


class Satisfaction(Section):
    """What an experience is worth, and how it moves the rate of coming back."""

    constant: float = Field(1.0, description="log-odds of a punctual order of expected quality")
    quality_weight: float = Field(1.5, ge=0, description="for each star above the one shown")
    late_weight: float = Field(2.0, ge=0, description="for 10 minutes late")
    early_weight: float = Field(1.0, ge=0, description="for 10 minutes early")
    exponent: float = Field(0.8, gt=0, le=2)
    failure_weight: float = Field(3.0, ge=0, description="an order not fulfilled")
    memory: float = Field(0.3, ge=0, le=1, description="weight of the newest experience")
    loyalty_gain: float = Field(0.12, ge=0, description="log-odds for a star above neutral")
    neutral: float = Field(4.0, ge=1, le=5)
    loyalty_limit: float = Field(2.0, ge=0)


class Stores(Section):
    """How many stores there are, and how they differ."""

    count: int = Field(160, ge=1, le=1_000_000)
    popularity_sigma: float = Field(0.7, ge=0, le=3, description="log standard deviation of pull")
    quality_mean: float = Field(4.6, ge=1, le=5, description="stars")
    quality_sd: float = Field(0.15, ge=0, le=2)
    rating_error_sd: float = Field(0.1, ge=0, le=2, description="shown rating minus quality")
    price_sigma: float = Field(0.15, ge=0, le=2, description="log standard deviation of level")
    opens: Clock = "07:00"
    closes: Clock = "22:30"
    late_share: Share = Field(0.15, description="stores open all night")
    expected_orders_per_need: float = Field(
        0.3, gt=0, description="orders that kitchens and shelves are sized for"
    )
    food_cost_share: Share = Field(0.40, description="of the basket")


class Kitchen(Section):
    """The multi-server queue that delivery, pickup and walk-in share."""

    preparation_mean_min: float = Field(18, gt=0, description="mean cook's time per order")
    shape: float = Field(4.0, gt=0, description="gamma shape; 1: exponential")
    store_sigma: float = Field(0.35, ge=0, le=2, description="log standard deviation by store")
    cooks_per_100_orders: float = Field(6, gt=0, description="of a store's expected daily orders")
    least_cooks: int = Field(1, ge=1)
    prediction_sd_min: float = Field(5, ge=0, description="error of the predicted ready time")


class Stock(Section):
    """Portions on the shelf against portions the platform believes in."""

    enabled: bool = True
    days_of_demand: float = Field(1.8, gt=0, description="portions each morning, in mean days")
    sync_min: float = Field(15, gt=0, description="minutes between two synchronisations")
    record_error_sd: float = Field(1.0, ge=0, description="portions, error of a synchronisation")
    safety_buffer: int = Field(1, ge=0, description="listed only above so many portions")
    delist_min: float = Field(5, ge=0, description="from a sold-out order to the delisting")


class Shift(Section):
    """A working time that part of the couriers keep."""

    share: Share
    start: Clock
    end: Clock


SHIFTS = (
    Shift(share=0.44, start="10:10", end="20:50"),
    Shift(share=0.12, start="10:30", end="14:30"),
    Shift(share=0.14, start="16:40", end="21:00"),
    Shift(share=0.14, start="15:00", end="23:50"),
    Shift(share=0.14, start="06:00", end="14:00"),
    Shift(share=0.02, start="22:00", end="06:30"),
)


class Acceptance(Section):
    """Whether a courier takes an offer."""

    always: bool = False
    constant: float = 2.4
    pay_weight: float = Field(0.5, ge=0, description="for 100 cents a minute above the wage")
    detour_weight: float = Field(0.03, ge=0, description="for each minute more")
    stack_weight: float = Field(0.1, ge=0, description="for each order in hand")
    wage_cents_per_min: float = Field(45, ge=0)
    wage_sigma: float = Field(0.3, ge=0, le=2)
    response_min: float = Field(0.4, ge=0, description="from offer to answer")


class Couriers(Section):
    """The fleet: size, shifts, speed and service times."""

    count: int = Field(280, ge=0, le=5_000_000)
    shifts: tuple[Shift, ...] = Field(SHIFTS, min_length=1)
    attendance_share: Share = Field(0.95, description="who come to a shift in clear weather")
    speed_km_per_h: float = Field(20, gt=0, le=200)
    speed_sigma: float = Field(0.1, ge=0, le=1)
    metric: Literal["euclidean", "manhattan"] = "euclidean"
    detour: float = Field(1.35, ge=1, le=3, description="ridden over measured distance")
    whole_minutes: bool = Field(False, description="round rides up to whole minutes")
    pickup_before_min: float = Field(1.0, ge=0, description="park and walk in")
    pickup_after_min: float = Field(1.0, ge=0, description="walk out and go")
    dropoff_before_min: float = Field(3.0, ge=0, description="park, walk up, hand over")
    dropoff_after_min: float = Field(0.5, ge=0, description="walk back and go")
    max_orders: int = Field(3, ge=1, le=8, description="orders in hand")
    finish_moves: bool = Field(
        False,
        description="a courier on the way to a waiting place takes no order before getting there",
    )
    cost_cents_per_km: float = Field(15, ge=0, description="energy and wear, borne by the courier")
    co2_g_per_km: float = Field(11, ge=0, description="emitted in riding; figures only")
    acceptance: Acceptance = Acceptance()

    @model_validator(mode="after")
    def _shares(self) -> Self:
        _check_whole("shifts", [shift.share for shift in self.shifts])
        return self


class Episode(Section):
    """A spell of weather at a fixed time."""

    state: Literal["clear", "rain", "heavy"]
    start: Clock
    end: Clock
    days: tuple[Annotated[int, Field(ge=0)], ...] = Field((), description="days of the run; all")


class Weather(Section):
    """A Markov chain over clear, rain and heavy rain, or fixed episodes."""

    mode: Literal["markov", "episodes", "clear"] = "markov"
    step_min: float = Field(30, gt=0, description="minutes between two draws of the chain")
    rain_share: Share = Field(0.10, description="of the time with rain, heavy rain included")
    mean_spell_min: float = Field(180, gt=0, description="of rain")
    heavy_share: Share = Field(0.3, description="of rain that is heavy")
    episodes: tuple[Episode, ...] = ()
    demand_factor: tuple[float, float] = Field((1.10, 1.25), description="in rain, heavy rain")
    speed_factor: tuple[float, float] = Field((0.85, 0.65), description="in rain, heavy rain")
    attendance_factor: tuple[float, float] = Field((0.90, 0.70), description="in rain, heavy rain")
    walking_utils: tuple[float, float] = Field((-0.5, -1.5), description="in rain, heavy rain")

    @model_validator(mode="after")
    def _chain_exists(self) -> Self:
        if self.step_min > self.mean_spell_min:
            raise ValueError(
                f"step_min ({self.step_min:g}) must not exceed mean_spell_min"
                f" ({self.mean_spell_min:g})"
            )
        most = self.mean_spell_min / (self.mean_spell_min + self.step_min)
        if self.mode == "markov" and self.rain_share > most:
            raise ValueError(
                f"rain_share ({self.rain_share:g}) can be at most {most:.3g} with spells of"
                f" {self.mean_spell_min:g} minutes and steps of {self.step_min:g}"
            )
        return self


class World(Section):
    """What no one in the market decides; the same for all scenarios that are compared."""

    weather: Weather = Weather()


class Replay(Section):
    """Recorded orders in place of synthetic demand."""

    orders: str | None = Field(None, description="CSV or Parquet file, or an MDRP folder")
