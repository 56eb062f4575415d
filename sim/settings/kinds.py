"""Kinds of business in one city; the mechanism is `sim.mechanisms.kinds`."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Utils, Weight

Stores = Annotated[Weight, Field(description="of the city's, relative to the other kinds")]
Needs = Annotated[Weight, Field(description="of all, relative to the other kinds")]
BasketFactor = Annotated[
    Real, Field(ge=0.01, le=100, description="of a usual basket, relative to a meal's")
]
WorkFactor = Annotated[
    Real,
    Field(ge=0.01, le=100, description="of the time that a cook, picker or master takes for one"),
]
Worth = Annotated[Utils, Field(description="of what is sold, beside a meal's")]
Brought = Annotated[Flag, Field(description="in the app it is ordered and brought or collected")]
Reserved = Annotated[Flag, Field(description="slots of it are reserved, where they can be")]
Stocked = Annotated[Flag, Field(description="portions of it can run out")]


class Meal(Section):
    """Restaurants."""

    stores: Stores = 0.7
    needs: Needs = 0.75
    basket_factor: BasketFactor = 1
    work_factor: WorkFactor = 1
    utils: Worth = 0
    brought: Brought = True
    reserved: Reserved = True
    stocked: Stocked = True


class Retail(Section):
    """Shops, whose goods are brought or fetched."""

    stores: Stores = 0.2
    needs: Needs = 0.2
    basket_factor: BasketFactor = 1.6
    work_factor: WorkFactor = 0.55
    utils: Worth = 0
    brought: Brought = True
    reserved: Reserved = False
    stocked: Stocked = True


class Service(Section):
    """Services, to which one goes at an hour that is reserved."""

    stores: Stores = 0.1
    needs: Needs = 0.05
    basket_factor: BasketFactor = 2.5
    work_factor: WorkFactor = 2.5
    utils: Worth = 4
    brought: Brought = False
    reserved: Reserved = True
    stocked: Stocked = False


Kind = Meal | Retail | Service


class Kinds(Section):
    """Meals, retail and services, each with needs and stores of its own; off: meals alone."""

    enabled: Flag = False
    meal: Meal = Meal()
    retail: Retail = Retail()
    service: Service = Service()

    @property
    def all(self) -> tuple[Kind, ...]:
        """In the order of their numbers."""
        return self.meal, self.retail, self.service

    @model_validator(mode="after")
    def _some(self) -> Self:
        for part in ("stores", "needs"):
            if sum(getattr(kind, part) for kind in self.all) <= 0:
                raise ValueError(f"{part}: at least one kind must have some")
        return self
