"""The stores: how they differ, their kitchens and their shelves."""

from pydantic import Field

from sim.daytime import DAY_MIN
from sim.settings.base import Clock, Section
from sim.settings.bounds import (
    AtOnceOrIntervalMin,
    Factor,
    Flag,
    Minutes,
    Real,
    Shape,
    Share,
    Sigma,
    Stars,
    Whole,
)


class Stores(Section):
    """How many stores there are, and how they differ."""

    count: Whole = Field(160, ge=1, le=1_000_000)
    popularity_sigma: Real = Field(0.85, ge=0, le=3, description="log standard deviation of pull")
    quality_mean: Stars = Field(4.6, description="stars")
    quality_sd: Real = Field(0.15, ge=0, le=2)
    rating_error_sd: Real = Field(0.1, ge=0, le=2, description="shown rating minus quality")
    price_sigma: Sigma = Field(0.15, description="log standard deviation of level")
    opens: Clock = "07:00"
    closes: Clock = "22:30"
    late_share: Share = Field(0.15, description="stores open all night")
    expected_orders_per_need: Real = Field(
        0.3, ge=0.0001, le=1000, description="orders that kitchens and shelves are sized for"
    )
    food_cost_share: Share = Field(0.40, description="of the basket")


class Kitchen(Section):
    """The multi-server queue that delivery, pickup and walk-in share."""

    preparation_mean_min: Real = Field(
        15.8, ge=0.1, le=DAY_MIN, description="mean cook's time per order"
    )
    shape: Shape = Field(12.0, description="gamma shape; 1: exponential")
    store_sigma: Sigma = Field(0.35, description="log standard deviation by store")
    cooks_per_100_orders: Real = Field(
        3, ge=0.01, le=100, description="of a store's expected daily orders"
    )
    least_cooks: Whole = Field(1, ge=1, le=100_000)
    slowing: Factor = Field(
        0.9, description="by how much longer an order takes for another one per cook, as a share"
    )
    most_slowing: Factor = Field(1, description="by how much longer at most, as a share")
    prediction_sd_min: Minutes = Field(5, description="error of the predicted ready time")


class Stock(Section):
    """Portions on the shelf against portions the platform believes in."""

    enabled: Flag = True
    days_of_demand: Real = Field(
        1.8, ge=0.01, le=1000, description="portions each morning, in mean days"
    )
    sync_min: AtOnceOrIntervalMin = Field(
        15, description="minutes between two synchronisations of the app's record; 0: at once"
    )
    record_error_sd: Real = Field(
        0.55, ge=0, le=10_000, description="portions, error of recording a night's delivery"
    )
    scan_miss_share: Share = Field(
        0, description="of sales at the counter, that the record does not see"
    )
    shrink_share: Share = Field(
        0, description="portions that vanish unseen for each one taken: spoilt, eaten, stolen"
    )
    count_days: Whole = Field(
        7, ge=1, le=3660, description="nights from one count of a store's shelf to the next"
    )
    safety_buffer: Whole = Field(
        1, ge=0, le=100_000, description="listed only above so many portions"
    )
    delist_min: Minutes = Field(5, description="from a sold-out order to the delisting")
