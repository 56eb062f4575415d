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
    share = flow.rows.choice[0].claim_share
    return [
        row
        for row in seen
        if luck.luck(flow.seed, luck.CLAIMED_COUPON, int(key.consumer), 0, row) < share
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


def best_coupon(flow, valid, channel, basket_cents, fee_cents, draw):
    """The campaign worth most for an offer, what it is worth, and the basket it asks for.

    (-1, 0, the basket as it is) where none is worth anything.
    """
    choice = flow.rows.choice[0]
    candidates = [(-1, 0.0, basket_cents)]
    for row in valid:
        campaign = flow.rows.campaigns[row]
        if not campaign.channels & 2**channel:
            continue
        filled_cents = max(basket_cents, campaign.over_cents)
        missing_cents = filled_cents - basket_cents
        saving = saving_cents(campaign, filled_cents, fee_cents)
        fills_up = 1.0
        if missing_cents > 0:
            fills_up = consumers.top_up_probability(choice, saving, missing_cents)
        if draw < fills_up:
            if missing_cents > 0 and choice.top_up_item_cents > 0:
                filled_cents -= choice.top_up_item_cents * math.log(draw / fills_up)
                missing_cents = filled_cents - basket_cents
                saving = saving_cents(campaign, filled_cents, fee_cents)
            gain = saving - choice.top_up_loss_share * missing_cents
            candidates.append((row, gain, filled_cents))
    return max(candidates, key=lambda candidate: candidate[1])


def saving_cents(campaign, basket_cents, fee_cents):
    """What a coupon takes off."""
    off_basket = campaign.off_cents + campaign.basket_share * basket_cents
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
