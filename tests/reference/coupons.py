"""Coupons: which are valid, which is worth most, and who pays for it."""

import math

from sim import luck
from tests.reference.plain import consumers


def valid_campaigns(flow, consumer, minute):
    """Rows of the campaigns that a consumer can use at this minute of the day."""
    offered = int(consumer.coupons) & ~int(consumer.coupons_used)
    return [
        row
        for row, campaign in enumerate(flow.rows.campaigns)
        if offered >> row & 1
        and is_on(campaign, minute)
        and min(campaign.budget_left_cents, campaign.day_left_cents) > 0
    ]


def claimed_campaigns(flow, key, seen):
    """Of the campaigns that a consumer sees, those he knows of when he pays."""
    who = int(key.consumer)
    return [
        row
        for row in seen
        if luck.luck(flow.seed, luck.CLAIMED_COUPON, who, 0, row)
        < flow.rows.campaigns[row].claim_share
    ]


def is_on(campaign, minute):
    """Whether a campaign's window of today, or what is left of yesterday's, holds a minute."""
    start, end = campaign.from_min, campaign.to_min
    windows = []
    if campaign.today:
        windows.append((start, end if end > start else end + 1440))
    if campaign.last_night and end <= start:
        windows.append((start - 1440, end))
    return any(begin <= minute < over for begin, over in windows)


def best_coupon(flow, valid, store_id, channel, basket_cents, fee_cents, draw):
    """The campaign worth most for a store's offer, what it is worth, and the basket it asks for.

    (-1, 0, the basket as it is) where none is worth anything.
    """
    choice = flow.rows.choice[0]
    candidates = [(-1, 0.0, basket_cents)]
    for row in valid:
        campaign = flow.rows.campaigns[row]
        if not campaign.channels & 2**channel or not flow.rows.scope[store_id] >> row & 1:
            continue
        too_little = 0.0
        if not choice.show_final_price:
            too_little = choice.rule_effort_cents * campaign.n_conditions
        reached = [over for over, _ in ladder(campaign) if over <= basket_cents]
        already = saving_cents(campaign, basket_cents, fee_cents) if reached else 0.0
        if reached and promised_cents(campaign, basket_cents, fee_cents) > too_little:
            candidates.append((row, already, basket_cents))
        for over_cents, _ in ladder(campaign):
            gap_cents = over_cents - basket_cents
            if gap_cents <= 0:
                continue
            saving = saving_cents(campaign, over_cents, fee_cents)
            fills_up = consumers.top_up_probability(choice, saving - already, gap_cents)
            if draw >= fills_up:
                continue
            filled_cents = over_cents
            if choice.top_up_item_cents > 0:
                filled_cents -= choice.top_up_item_cents * math.log(draw / fills_up)
                saving = saving_cents(campaign, filled_cents, fee_cents)
            gain = saving - choice.top_up_loss_share * (filled_cents - basket_cents)
            if promised_cents(campaign, filled_cents, fee_cents) > too_little:
                candidates.append((row, gain, filled_cents))
    return max(candidates, key=lambda candidate: candidate[1])


def ladder(campaign):
    """Thresholds and what is off from each on, from the lowest."""
    further = (2, 3, 4)[: campaign.n_steps]
    steps = [(campaign[f"over_{n}_cents"], campaign[f"off_{n}_cents"]) for n in further]
    return [(campaign.over_cents, campaign.off_cents), *steps]


def saving_cents(campaign, basket_cents, fee_cents):
    """What a coupon takes off."""
    left_cents = min(campaign.budget_left_cents, campaign.day_left_cents)
    return min(promised_cents(campaign, basket_cents, fee_cents), left_cents)


def promised_cents(campaign, basket_cents, fee_cents):
    """What it takes off while its budgets last."""
    fixed = [campaign.off_cents]
    fixed += [off for over, off in ladder(campaign)[1:] if over <= basket_cents]
    off_basket = fixed[-1] + campaign.basket_share * basket_cents
    off_fee = campaign.fee_share * fee_cents
    return min(off_basket, campaign.cap_cents, basket_cents) + off_fee


def redeem(order, campaign_id):
    """Take a coupon off an order's price, in whole cents; nobody pays who funds nothing."""
    campaign, row = order.flow.rows.campaigns[campaign_id], order.row
    basket_cents = row.basket_cents - row.platform_discount_cents
    saving = round(saving_cents(campaign, basket_cents, row.fee_cents))
    store_cents = round(saving * campaign.store_share)
    both_cents = round(saving * (campaign.store_share + campaign.platform_share))
    row.coupon = campaign_id
    row.store_discount_cents = store_cents
    row.platform_discount_cents += both_cents - store_cents
    row.sponsor_discount_cents = saving - both_cents
    campaign.budget_left_cents -= saving
    campaign.day_left_cents -= saving
    campaign.n_used += 1
    if campaign.once_a_day:
        order.consumer.coupons_used |= type(order.consumer.coupons_used)(1 << campaign_id)
