"""A family of one's own: everything that it takes, in one file, and a city that lives under it.

The platform's service fee is a setting; here it is decided anew every few hours.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

import pytest
from pydantic import Field, ValidationError

from sim.check import TINY, check_policy
from sim.policies import contract
from sim.policies.families import FAMILIES
from sim.policies.family import Asked, Family, Policy
from sim.scenario import Scenario, scenario_with
from sim.simulation import run
from tests.cities import CALM
from tests.uncompiled import assert_tests_pass_uncompiled


@dataclass(frozen=True)
class ServiceFee:
    """The fee on each delivery and pickup."""

    cents: float


class ServiceFeePolicy(Policy):
    """Decides the service fee."""

    every_min: float = Field(120, gt=0, description="minutes between two decisions")

    @abstractmethod
    def __call__(self, view):
        """The fee from now on."""


class EveningFee(ServiceFeePolicy):
    """A service fee from an hour of the day on."""

    use: Literal["evening"] = "evening"
    from_hour: float = Field(18, ge=0, le=24, description="of the day")
    evening_cents: int = Field(200, ge=0, description="the fee from then on")

    def __call__(self, view):
        evening = view.minute_of_day >= 60 * self.from_hour
        return ServiceFee(self.evening_cents if evening else 0)


def put_in_force(market, _policy, fee, _nth):
    market.world.terms["service_fee_cents"] = fee.cents


def faults(fee, _view):
    yield from contract.number("cents", fee.cents)


SERVICE_FEE = Family(
    name="service_fee",
    noun="service fee",
    base=ServiceFeePolicy,
    decision=ServiceFee,
    built_in={"evening": EveningFee},
    default=EveningFee(),
    asked=Asked.AT_INTERVALS,
    faults=faults,
    apply=put_in_force,
)

Mine = scenario_with((*FAMILIES, SERVICE_FEE))

HAMLET = {
    "title": "a hamlet",
    "days": 1,
    "warmup_days": 0,
    "city": {"width_m": 1000, "height_m": 1000, "zone_m": 500},
    "consumers": {"count": 40},
    "stores": {"count": 4},
    "couriers": {"count": 5},
    **CALM,
    "policies": {
        "pricing": {"use": "flat", "base_cents": 300},
        "service_fee": {"use": "evening", "from_hour": 16, "evening_cents": 90},
    },
}


@pytest.mark.slow  # compiled
def test_a_market_asks_a_family_of_ones_own_and_obeys_it():
    """Fees of deliveries before and from 16:00."""
    orders = run(Mine.model_validate(HAMLET), seed=0).orders
    delivered = orders[orders["channel"] == 0]
    late = delivered["placed_min"] >= 16 * 60
    fees = [set(delivered["fee_cents"][part].tolist()) for part in (~late, late)]
    assert fees == [{300}, {390}]


def test_the_checker_takes_its_contract_from_the_record():
    tiny = Mine.model_validate(TINY.model_dump(exclude_defaults=True))
    check_policy(EveningFee(), tiny)

    class Negative(EveningFee):
        def __call__(self, view):
            return ServiceFee(-1.0)

    with pytest.raises(ValueError, match="breaks rules of service fee policies") as told:
        check_policy(Negative(), tiny)
    assert "cents must be a number from 0 to 1e+09, not -1" in str(told.value)


def test_scenarios_without_the_family_do_not_know_it():
    with pytest.raises(ValidationError, match="service_fee"):
        Scenario.model_validate(HAMLET)
    with pytest.raises(TypeError, match="is not a policy"):
        check_policy(EveningFee())


def test_its_parameters_stand_in_the_schema_and_are_checked():
    assert "EveningFee" in Mine.model_json_schema()["$defs"]
    with pytest.raises(ValidationError, match="from_hour"):
        Mine.model_validate({**HAMLET, "policies": {"service_fee": {"from_hour": 25}}})


def test_a_market_does_so_uncompiled():
    assert_tests_pass_uncompiled(__file__)
