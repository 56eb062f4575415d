"""Parameters as compiled code reads them: one row each, and one who writes it.

The scenario fixes most of them when a world is built. `RATES` is set by the platform's policies
while it runs, each column by one family, and is zero until then. `OUTSIDE` is what all influences
together do (`sim.flow.influences`), and is neutral until then.
"""

from enum import IntEnum

from sim.schema import Schema


class Shown(IntEnum):
    """How consumers see what the platform adds to the price of food."""

    IN_PARTS = 0
    ALL_IN = 1
    AT_CHECKOUT = 2


GRID = Schema(
    ("cell_m", "f8", "side of a cell"),
    ("n_cells_x", "i8", "cells from west to east"),
    ("n_cells_y", "i8", "cells from south to north"),
)

TERMS = Schema(
    ("radius_m", "f8", "stores deliver within it at most, straight"),
    ("free_over_cents", "f8", "basket from which delivery is free; 0: never"),
    ("min_order_cents", "f8", "smaller baskets are not delivered; 0: all are"),
    ("commission_share", "f8", "of the basket, from store to platform"),
    ("small_commission_share", "f8", "the same, from the less popular half of stores"),
    ("service_fee_cents", "f8", "on each delivery and pickup"),
    ("pickup_offered", "?", "food can be ordered in the app and fetched"),
    ("pickup_discount_cents", "i8", "off each pickup, from the platform"),
    ("payment_fee_share", "f8", "of the amount paid, to the bank"),
    ("tracking", "f8", "quality of what is shown of a delivery under way, 0 to 1"),
    ("crm_integrated", "?", "whether who walks in is known as the customer he is"),
)

RATES = Schema(
    ("fee_free_km", "f8", "way that a delivery fee covers; by pricing, like the next"),
    ("fees_shown", "i8", "how consumers see fees, see Shown"),
    ("estimate_weight", "f8", "of the expected time in a promise; by promise, like those below"),
    ("late_refund_share", "f8", "of what was paid, back for a delivery that is late"),
    ("late_refund_cents", "f8", "back for it beside that"),
    ("late_grace_min", "f8", "after the promise, from which nothing is due"),
    ("late_claim_share", "f8", "of those to whom money is due ask for it"),
    ("pay_order_cents", "f8", "to a courier for an order; by pay, like those below"),
    ("pay_per_km_cents", "f8", "for each kilometre beyond the free ones"),
    ("pay_free_km", "f8", "way that the pay for an order covers"),
    ("hourly_guarantee_cents", "f8", "least pay for an hour on shift"),
)

OUTSIDE = Schema(
    ("demand_factor", "f8", "on the probability that a need opens the app"),
    ("speed_factor", "f8", "on couriers' speed"),
    ("min_per_m", "f8", "a usual courier's pace at that speed"),
    ("attendance_factor", "f8", "on the share of couriers who come to a shift"),
    ("walking_utils", "f8", "added to what pickup and walking in are worth"),
)

CHOICE = Schema(
    ("opening_constant", "f8", "log-odds that a need opens the app"),
    ("sated_min", "f8", "a meal fills for so long"),
    ("sated_factor", "f8", "on openings while it does"),
    ("reminder_lift", "f8", "openings more with a coupon at hand, as a share"),
    ("reminder_idle_days", "f8", "after which it reminds of what was out of mind; 0: everybody"),
    ("usual_coupon_cents", "f8", "worth of a coupon that reminds by that share, cents"),
    ("n_listed", "i8", "places of a list; behind them those of who sells elsewhere"),
    ("radius_m", "f8", "stores deliver within it, straight"),
    ("walk_radius_m", "f8", "pickup and walk-in within it, straight"),
    ("walk_m_per_min", "f8", "walking speed"),
    ("access_weight", "f8", "a minute's walk in minutes of waiting"),
    ("fee_salience", "f8", "a cent of fee in cents of price, where both are shown"),
    ("guessed_fee_share", "f8", "of fees shown at the checkout, reckoned with before"),
    ("surprise_weight", "f8", "of the others, on leaving there, for their worth in utils"),
    ("unseen_total_share", "f8", "of losses at the checkout, not there if prices are all in"),
    ("quality_per_star", "f8", "utils"),
    ("inertia", "f8", "utils of the store ordered from last"),
    ("delivery_constant", "f8", "utils"),
    ("pickup_constant", "f8", "utils"),
    ("walkin_constant", "f8", "utils"),
    ("nothing_constant", "f8", "utils"),
    ("nest_scale", "f8", "1: no correlation in a nest"),
    ("checkout_steps", "i8", "steps from basket to payment"),
    ("loss_per_step", "f8", "share of consumers lost at a step"),
    ("complexity", "f8", "rise of the loss for each coupon rule"),
    ("rule_effort_cents", "f8", "worth of the trouble of a coupon rule, cents"),
    ("show_final_price", "?", "final prices are shown: rules do not matter"),
    ("payment_failure_share", "f8", "of payments"),
    ("top_up_limit_cents", "i8", "largest gap to a coupon's threshold that is filled"),
    ("top_up_constant", "f8", "log-odds of filling one"),
    ("top_up_slope", "f8", "log-odds for the saving relative to the gap"),
    ("top_up_loss_share", "f8", "of added items, not worth their price"),
    ("top_up_item_cents", "f8", "mean price of added items beyond the threshold; 0: to the cent"),
    ("work_start_min", "f8", "working hours begin, minutes after midnight"),
    ("work_end_min", "f8", "and end"),
    ("per_scale", "f8", "1 / nest_scale"),
)

PATIENCE = Schema(
    ("enabled", "?", "patience can end"),
    ("hazard_per_min", "f8", "of giving up an order of the app until the promised time"),
    ("overdue_growth", "f8", "log-hazard for each 10 minutes beyond it"),
    ("cooked_factor", "f8", "on the hazard, once cooking has begun"),
    ("no_courier_min", "f8", "food, ready or said to be, waits so long for a courier"),
    ("walkin_mean_min", "f8", "mean patience in a store's queue"),
    ("walkin_shape", "f8", "of patience in a store's queue; 1: exponential"),
    ("no_show_share", "f8", "of pickup orders never collected"),
    ("collect_delay_min", "f8", "mean delay of coming to collect"),
)

SATISFACTION = Schema(
    ("constant", "f8", "log-odds of a punctual order of expected quality"),
    ("quality_weight", "f8", "log-odds for each star above the one shown"),
    ("late_weight", "f8", "log-odds for 10 minutes late"),
    ("early_weight", "f8", "log-odds for 10 minutes early"),
    ("exponent", "f8", "of lateness and earliness"),
    ("usual_early_min", "f8", "minutes before its promise that a delivery usually comes"),
    ("failure_weight", "f8", "log-odds of an order not fulfilled"),
    ("recovery_share", "f8", "of what lateness took, given back by enough money"),
    ("recovery_cents", "f8", "that are enough"),
    ("memory", "f8", "weight of the newest experience"),
    ("loyalty_gain", "f8", "log-odds for a star above neutral"),
    ("neutral", "f8", "stars that leave loyalty as it is"),
    ("loyalty_limit", "f8", "log-odds, either way"),
)

ACCEPTANCE = Schema(
    ("always", "?", "every offer is taken"),
    ("constant", "f8", "log-odds of taking one that pays the wage"),
    ("pay_weight", "f8", "log-odds for 100 cents a minute above the wage"),
    ("detour_weight", "f8", "log-odds for each minute more"),
    ("stack_weight", "f8", "log-odds for each order in hand"),
    ("wage_cents_per_min", "f8", "mean wage that couriers compare with"),
    ("wage_sigma", "f8", "log standard deviation between couriers"),
    ("response_min", "f8", "from offer to answer"),
)

TRAVEL = Schema(
    ("calm_min_per_m", "f8", "a usual courier's pace when nothing slows it"),
    ("detour", "f8", "way ridden for each metre straight"),
    ("manhattan", "?", "ways go along the grid"),
    ("whole_minutes", "?", "rides are rounded up to whole minutes"),
    ("pickup_before_min", "f8", "from the store's door to the counter"),
    ("pickup_after_min", "f8", "from the counter to riding on"),
    ("dropoff_before_min", "f8", "from the street to the consumer"),
    ("dropoff_after_min", "f8", "from the consumer to riding on"),
    ("max_orders", "i8", "orders that a courier may have in hand"),
    ("finish_moves", "?", "a move is finished before another way is begun"),
    ("cost_cents_per_km", "f8", "running cost, from the courier"),
)

KITCHEN = Schema(
    ("prediction_sd_min", "f8", "error of the store's guess when food is ready"),
    ("food_cost_share", "f8", "of the basket, for ingredients"),
    ("stock_enabled", "?", "shelves can be empty"),
    ("safety_buffer", "i8", "portions in the record at which the app hides a store"),
    ("synced_at_once", "?", "the app knows the record at every moment"),
    ("scan_miss_share", "f8", "of sales at the counter, that the record does not see"),
    ("shrink_share", "f8", "portions that vanish unseen for each one taken"),
)

# The rows of the world that the scenario fixes.
FIXED = {
    "grid": GRID,
    "terms": TERMS,
    "choice": CHOICE,
    "patience": PATIENCE,
    "satisfaction": SATISFACTION,
    "acceptance": ACCEPTANCE,
    "travel": TRAVEL,
    "kitchen": KITCHEN,
}
