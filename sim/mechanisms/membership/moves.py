"""What membership does while people order: cheaper delivery, sunk cost, habit, and who joins."""

import math

from numba import njit

from sim import ledger, luck
from sim.agents import odds
from sim.daytime import DAY_MIN
from sim.flow import quote
from sim.flow.choosing import nobody_chooses
from sim.flow.composed import is_platforms, own
from sim.ledger import Account, Kind
from sim.mechanisms.membership.columns import COUNTS_ROW, MONTH_DAYS, NAME, PEOPLE_ROWS, RULES_ROW
from sim.order import Channel, is_measured


@njit
def delivery_fee(world, fee_cents, consumer_id, basket_cents):
    """What a delivery costs its consumer: less for a member, from a basket on."""
    if not own(world, NAME)[PEOPLE_ROWS][consumer_id].member:
        return fee_cents
    return fee_cents - saving_cents(own(world, NAME)[RULES_ROW][0], fee_cents, basket_cents)


@njit(cache=True)
def saving_cents(rules, fee_cents, basket_cents):
    """What a member does not pay of a delivery fee."""
    return rules.fee_off_share * fee_cents if basket_cents >= rules.over_cents else 0.0


@njit
def opening_utils(world, utils, consumer_id, now):
    """Who has paid wants to have something of it; habit is left when membership ends."""
    mine, rules = own(world, NAME)[PEOPLE_ROWS][consumer_id], own(world, NAME)[RULES_ROW][0]
    if mine.member:
        utils += rules.sunk_utils * math.exp(-rules.sunk_per_min * (now - mine.since_min))
    if mine.habit > 0.0:
        utils += rules.habit_utils * habit(mine, rules, now)
    return utils


@njit(cache=True)
def habit(mine, rules, now):
    """What is left of a consumer's habit now."""
    return mine.habit * math.exp(-rules.habit_per_min * (now - mine.habit_min))


@njit
def placed(world, order_id, now):
    """An order is paid: a member has saved, and gets used to it; another may join."""
    order = world.orders[order_id]
    if nobody_chooses(world):
        return
    if not is_platforms(world, order.channel):
        return
    mine, counts = own(world, NAME)[PEOPLE_ROWS][order.consumer], own(world, NAME)[COUNTS_ROW][0]
    rules = own(world, NAME)[RULES_ROW][0]
    if order.channel == Channel.DELIVERY:
        store = world.stores[order.store]
        fee = quote.tariff_cents(world, store, order.distance_m, order.basket_cents)
        remember_saving(mine, saving_cents(rules, fee, order.basket_cents), rules, now)
        if mine.member:
            _give(world, order, fee + world.terms[0].service_fee_cents, counts)
    if not mine.member:
        counts.other_orders += is_measured(order)
        if order.channel == Channel.DELIVERY and now >= 0.0:
            _consider(world, order, mine, now)
        return
    counts.member_orders += is_measured(order)
    kept = habit(mine, rules, now)
    mine.habit = kept + rules.habit_gain * (1.0 - kept)
    mine.habit_min = now


@njit(cache=True)
def remember_saving(mine, cents, rules, now):
    """Let a delivery move what membership saves in a day, or would.

    saving <- saving * exp(-days / memory) + cents / memory: its mean is the rate of such deliveries
    times what each saves.
    """
    kept = math.exp(-rules.saving_per_min * (now - mine.saving_min))
    mine.saving = mine.saving * kept + cents * rules.saving_per_min * DAY_MIN
    mine.saving_min = now


@njit
def _give(world, order, due_cents, counts):
    """Book what a member was spared: the fee of everyone else, and the benefit beside it."""
    cents = max(0, round(due_cents) - order.fee_cents)
    page = ledger.page_of(world.book, world.state[0].page, order)
    consumer, platform = Account.CONSUMER, Account.PLATFORM
    ledger.post(world.book, page, Kind.FEE, consumer, platform, cents)
    ledger.post(world.book, page, Kind.MEMBER_BENEFIT, platform, consumer, cents)
    if is_measured(order):
        counts.benefit_cents += cents


@njit
def _consider(world, order, mine, now):
    """Who has just paid for a delivery is told what membership would have saved, and may join."""
    rules = own(world, NAME)[RULES_ROW][0]
    sensitivity = world.consumers[order.consumer].price_sensitivity
    share = joining_share(mine.saving, sensitivity, rules)
    if luck.luck(world.state[0].seed, luck.JOINING, order.consumer, order.need) < share:
        mine.member = True
        mine.since_min = now
        own(world, NAME)[COUNTS_ROW][0].n_joined += 1


@njit(cache=True)
def joining_share(saving, sensitivity, rules):
    """Probability of joining, by what a month would save at a rate of so many cents a day.

    logistic(constant + weight * price_sensitivity * (30 * saving - fee))
    """
    gain_cents = MONTH_DAYS * saving - rules.fee_month_cents
    return odds.logistic(rules.join_constant + rules.join_weight * sensitivity * gain_cents)
