"""The rules that the rolling horizon plans by."""

from typing import NamedTuple


class Rules(NamedTuple):
    """The parameters of the policy, in its words: see `sim.policies.dispatch.RollingHorizon`."""

    radius_m: float
    every_min: float
    horizon_min: float
    bundle_orders: int
    courier_price: float
    price_power: float
    old_weight: float
    late_weight: float
    fairness_weight: float
    refusal_cost_min: float
    repeat_min: float
    repeat_weight: float
    unplanned_cost: float
    rounds: int
    matching: bool
    send_ahead: bool
    early_min: float
    split_moves: bool
    latest_orders: int
    second_weight: float
    least_gain_min: float
    last_move_min: float
