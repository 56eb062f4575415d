"""Browsing: pages, menus, carts, minutes; the mechanism is `sim.mechanisms.browsing`."""

from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section
from sim.settings.bounds import Flag, Minutes, Real, Weight, Whole


class Browsing(Section):
    """What a session in the app is made of, and what its pages cost; off: none of it is told."""

    enabled: Flag = False
    pages: Whole = Field(2, ge=0, le=20, description="between opening the app and a menu")
    usual_pages: Whole = Field(
        2,
        ge=0,
        le=20,
        description="of these, those with which people were chosen to be as they are",
    )
    usual_steps: Whole = Field(
        3, ge=0, le=20, description="of the checkout, likewise, see choice.checkout_steps"
    )
    page_weight: Weight = Field(0.1, description="utils less of all that the app sells for a page")
    page_min: Minutes = Field(0.5, description="minutes that a page takes")
    menu_min: Minutes = Field(1.2, description="minutes that a menu takes")
    step_min: Minutes = Field(0.4, description="minutes that a step of the checkout takes")
    menu_utils: Weight = Field(
        1.5, description="how much worse than nothing the app may be for a menu to be opened"
    )
    cart_utils: Weight = Field(0.3, description="how much worse it may be for a cart to be filled")
    more_menus: Real = Field(0.8, ge=0, le=50, description="menus opened beside the first, mean")

    @model_validator(mode="after")
    def _carts_are_filled_from_menus(self) -> Self:
        if self.cart_utils > self.menu_utils:
            raise ValueError(
                f"cart_utils ({self.cart_utils:g}) must not exceed menu_utils"
                f" ({self.menu_utils:g}): a cart is filled from a menu, and ordered from a cart"
            )
        return self
