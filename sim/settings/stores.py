"""The stores: how they differ, their kitchens and their shelves."""

from pydantic import Field

from sim.settings.base import Clock, Section, Share


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
