"""What the platform decides: one module a family, one class a policy.

`BUILT_IN` is the whole list: a new policy is a class in its family's module and a line here.
"""

from sim.policies.coupons import FreeDelivery, PercentCoupon, ThresholdCoupon
from sim.policies.dispatch import BatchAssignment, BatchInsertion, NearestIdle, RollingHorizon
from sim.policies.family import Policy
from sim.policies.pay import GuaranteedPay, OrderPay
from sim.policies.pricing import DistanceFee, FlatFee, SurgeFee
from sim.policies.promise import FixedPromise, QuantilePromise
from sim.policies.repositioning import Balance, DemandWeighted, Stay
from sim.policies.staffing import ForecastShifts, HistoricalShifts

BUILT_IN: dict[str, dict[str, type[Policy]]] = {
    "pricing": {"flat": FlatFee, "distance": DistanceFee, "surge": SurgeFee},
    "coupons": {
        "threshold": ThresholdCoupon,
        "percent": PercentCoupon,
        "free_delivery": FreeDelivery,
    },
    "promise": {"fixed": FixedPromise, "quantile": QuantilePromise},
    "dispatch": {
        "nearest": NearestIdle,
        "batch_assignment": BatchAssignment,
        "batch_insertion": BatchInsertion,
        "rolling_horizon": RollingHorizon,
    },
    "pay": {"order": OrderPay, "guarantee": GuaranteedPay},
    "repositioning": {"stay": Stay, "demand_weighted": DemandWeighted, "balance": Balance},
    "staffing": {"historical": HistoricalShifts, "forecast": ForecastShifts},
}
