"""Kinds of business in one city; the mechanism is `sim.mechanisms.kinds`."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Flag, Real, Utils, Weight


class Kind(Section):
    """What a kind of business is, beside others."""

    stores: Weight = Field(description="of the city's, relative to the other kinds")
    needs: Weight = Field(description="of all, relative to the other kinds")
    basket_factor: Real = Field(
        ge=0.01, le=100, description="of a usual basket, relative to a meal's"
    )
    work_factor: Real = Field(
        ge=0.01, le=100, description="of the time that a cook, picker or master takes for one"
    )
    utils: Utils = Field(description="of what is sold, beside a meal's")
    brought: Flag = Field(description="in the app it is ordered and brought or collected")
    reserved: Flag = Field(description="slots of it are reserved, where they can be")
    stocked: Flag = Field(description="portions of it can run out")


class Kinds(Section):
    """Meals, retail and services, each with needs and stores of its own; off: meals alone."""

    enabled: Flag = False
    meal: Kind = Kind(
        stores=0.7,
        needs=0.75,
        basket_factor=1.0,
        work_factor=1.0,
        utils=0.0,
        brought=True,
        reserved=True,
        stocked=True,
    )
    retail: Kind = Kind(
        stores=0.2,
        needs=0.2,
        basket_factor=1.6,
        work_factor=0.55,
        utils=0.0,
        brought=True,
        reserved=False,
        stocked=True,
    )
    service: Kind = Kind(
        stores=0.1,
        needs=0.05,
        basket_factor=2.5,
        work_factor=2.5,
        utils=4.0,
        brought=False,
        reserved=True,
        stocked=False,
    )

    @property
    def all(self) -> tuple[Kind, ...]:
        """In the order of their numbers."""
        return self.meal, self.retail, self.service

    @field_validator("meal", "retail", "service", mode="before")
    @classmethod
    def _over_the_usual(cls, value: Any, info: ValidationInfo) -> Any:
        """Of a kind a file says what differs."""
        if not isinstance(value, Mapping) or info.field_name is None:
            return value
        usual: Kind = cls.model_fields[info.field_name].default
        return usual.model_dump() | dict(value)

    @model_validator(mode="after")
    def _some(self) -> Self:
        for part in ("stores", "needs"):
            if sum(getattr(kind, part) for kind in self.all) <= 0:
                raise ValueError(f"{part}: at least one kind must have some")
        return self
