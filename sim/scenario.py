"""A scenario: everything a run depends on except the seed.

The settings of the city and the policies it lives under. Scenario files hold only what differs
from the defaults.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Self, Union

from pydantic import (
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from sim.policies import BUILT_IN
from sim.policies.coupons import CouponPolicy
from sim.policies.dispatch import BatchInsertion, DispatchPolicy
from sim.policies.family import Policy
from sim.policies.pay import GuaranteedPay, PayPolicy
from sim.policies.pricing import FlatFee, PricingPolicy
from sim.policies.promise import PromisePolicy, QuantilePromise
from sim.policies.repositioning import RepositioningPolicy, Stay
from sim.policies.staffing import ForecastShifts, HistoricalShifts, StaffingPolicy
from sim.settings import Replay, Section, Settings, Share


@dataclass(frozen=True)
class Chosen:
    """Annotates a field that holds a policy: a table for a built-in one, or an object."""

    family: str

    @property
    def models(self) -> tuple[type[Policy], ...]:
        """The built-in policies of the family."""
        return tuple(BUILT_IN[self.family].values())

    def __get_pydantic_core_schema__(
        self, base: type[Policy], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        built_in: Any = Union[self.models]  # noqa: UP007
        tagged: Any = Annotated[built_in, Field(discriminator="use")]
        by_use = handler.generate_schema(tagged)

        def validate(value: Any, as_table: ValidatorFunctionWrapHandler) -> Any:
            return value if isinstance(value, base) else as_table(value)

        def dump(value: Policy, info: SerializationInfo) -> dict[str, Any]:
            return value.model_dump(mode=info.mode)

        return core_schema.no_info_wrap_validator_function(
            validate,
            by_use,
            serialization=core_schema.plain_serializer_function_ser_schema(dump, info_arg=True),
        )


class Policies(Section):
    """What the platform decides, a rule for each family."""

    pricing: Annotated[PricingPolicy, Chosen("pricing")] = FlatFee()
    coupons: tuple[Annotated[CouponPolicy, Chosen("coupons")], ...] = Field((), max_length=16)
    promise: Annotated[PromisePolicy, Chosen("promise")] = QuantilePromise()
    dispatch: Annotated[DispatchPolicy, Chosen("dispatch")] = BatchInsertion()
    pay: Annotated[PayPolicy, Chosen("pay")] = GuaranteedPay()
    repositioning: Annotated[RepositioningPolicy, Chosen("repositioning")] = Stay()
    staffing: Annotated[StaffingPolicy, Chosen("staffing")] = HistoricalShifts()
    service_fee_cents: int = Field(0, ge=0, description="on each delivery and pickup")
    pickup_discount_cents: int = Field(0, ge=0, description="off each pickup, from the platform")
    payment_fee_share: Share = Field(0.006, description="of the amount paid, to the bank")


class Scenario(Settings):
    """A city, its people and the policies it lives under."""

    policies: Policies = Policies()
    replay: Replay = Replay()

    def about(self, lang: str) -> tuple[str, str]:
        """Title and why, in Chinese where `lang` is "zh" and the file says them."""
        if lang == "zh":
            return self.title_zh or self.title, self.why_zh or self.why
        return self.title, self.why

    @model_validator(mode="after")
    def _audiences_exist(self) -> Self:
        known = [segment.name for segment in self.consumers.segments]
        for campaign in self.policies.coupons:
            for name in campaign.audience.segments:
                if name not in known:
                    raise ValueError(
                        f"policies.coupons: no segment named '{name}'; known: {', '.join(known)}"
                    )
        return self

    @model_validator(mode="after")
    def _shifts_can_be_planned(self) -> Self:
        if isinstance(self.policies.staffing, ForecastShifts):
            self.policies.staffing.check(self.couriers)
        return self
