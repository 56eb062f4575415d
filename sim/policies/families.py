"""The families of policies: all that the platform decides, in one table."""

from sim.policies.coupons import COUPONS
from sim.policies.dispatch.family import DISPATCH
from sim.policies.family import Family, Policy
from sim.policies.marketing import MARKETING
from sim.policies.pay import PAY
from sim.policies.pricing import PRICING
from sim.policies.promise import PROMISE
from sim.policies.ranking import RANKING
from sim.policies.repositioning import REPOSITIONING
from sim.policies.service_area import SERVICE_AREA
from sim.policies.staffing import STAFFING

FAMILIES: tuple[Family, ...] = (
    PRICING,
    COUPONS,
    MARKETING,
    PROMISE,
    DISPATCH,
    PAY,
    REPOSITIONING,
    SERVICE_AREA,
    STAFFING,
    RANKING,
)

# The policies of each family by their `use`.
BUILT_IN: dict[str, dict[str, type[Policy]]] = {family.name: family.built_in for family in FAMILIES}
