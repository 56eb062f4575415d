"""Payment: who pays how, and how often it fails; the mechanism is `sim.mechanisms.payment`."""

from typing import Self

from pydantic import Field, model_validator

from sim.settings.base import Section, check_whole
from sim.settings.bounds import Factor, Flag, Share


class Method(Section):
    """A way to pay in the app."""

    name: str = Field(min_length=1)
    share: Share = Field(description="of people who pay so")
    failure_factor: Factor = Field(
        1.0, description="its failures relative to choice.payment_failure_share"
    )
    accepted: Flag = Field(True, description="the app takes it")


METHODS = (
    Method(name="wallet", share=0.56, failure_factor=0.75),
    Method(name="chat_wallet", share=0.36, failure_factor=0.75),
    Method(name="card", share=0.08, failure_factor=3.875),
)


class Payment(Section):
    """Ways to pay; off: everybody pays by one, which the app takes."""

    enabled: Flag = False
    methods: tuple[Method, ...] = Field(METHODS, min_length=1, max_length=64)
    leave_share: Share = Field(
        0.5, description="of those whose way the app does not take, who pay by no other"
    )

    @model_validator(mode="after")
    def _shares(self) -> Self:
        check_whole("methods", [method.share for method in self.methods])
        return self
