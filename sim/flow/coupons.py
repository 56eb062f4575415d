"""Coupons at the checkout: which campaigns hold for a consumer now, and which one is worth most."""

import numpy as np
from numba import njit

from sim import luck
from sim.agents import consumer as consumers


@njit(cache=True)
def valid_bits(world, consumer, minute_of_day):
    """Bits of the campaigns that this consumer can use now."""
    valid = 0
    if consumer.coupons != 0:
        for index in range(len(world.campaigns)):
            if is_valid(world, consumer, index, minute_of_day):
                valid |= 1 << index
    return valid


@njit(cache=True)
def is_valid(world, consumer, index, minute_of_day):
    """Whether campaign `index` is offered to this consumer at this minute."""
    campaign = world.campaigns[index]
    bit = 1 << index
    return (
        consumer.coupons & bit != 0
        and consumer.coupons_used & bit == 0
        and is_on(campaign, minute_of_day)
        and campaign.budget_left_cents > 0.0
        and campaign.day_left_cents > 0.0
    )


@njit(cache=True)
def is_on(campaign, minute_of_day):
    """Whether it is within the window; one that passes midnight began on the weekday before."""
    if campaign.from_min < campaign.to_min:
        return campaign.today and campaign.from_min <= minute_of_day < campaign.to_min
    late, early = minute_of_day >= campaign.from_min, minute_of_day < campaign.to_min
    return (campaign.today and late) or (campaign.last_night and early)


@njit(cache=True)
def claimed_bits(world, valid, consumer_id):
    """Of the coupons that a consumer sees, those he knows of when he pays.

    Who claims the coupons of a campaign is a lasting habit of his. The others remind him all the
    same.
    """
    claimed = 0
    for index in range(len(world.campaigns)):
        bit = 1 << index
        if valid & bit != 0:
            share = world.campaigns[index].claim_share
            draw = luck.luck(world.state[0].seed, luck.CLAIMED_COUPON, consumer_id, 0, index)
            if draw < share:
                claimed |= bit
    return claimed


@njit(cache=True)
def saving_cents(campaign, basket_cents, fee_cents):
    """What a coupon takes off a basket that qualifies: what is left of its budgets at most."""
    said = said_cents(campaign, basket_cents, fee_cents)
    return min(said, campaign.budget_left_cents, campaign.day_left_cents)


@njit(cache=True)
def said_cents(campaign, basket_cents, fee_cents):
    """What a coupon says that it takes off a basket that qualifies; it tells of no budgets."""
    off = off_cents(campaign, basket_cents) + campaign.basket_share * basket_cents
    return min(off, campaign.cap_cents, basket_cents) + campaign.fee_share * fee_cents


@njit(cache=True)
def effort_cents(choice, campaign):
    """What the trouble of a coupon's rules is worth: none where the final price is shown."""
    return 0.0 if choice.show_final_price else choice.rule_effort_cents * campaign.n_conditions


@njit(cache=True)
def usual_worth_cents(campaign, basket_cents, fee_cents, loss_share):
    """What a coupon is worth to who buys as usual, without luck.

    worth = max(0, saving(basket') - loss_share * (basket' - basket)),  basket' = max(basket, over)

    of the step of its ladder that is worth most: what it takes off, less what items added to reach
    it are not worth.

    Parameters
    ----------
    campaign : record of CAMPAIGN
        The coupon.
    basket_cents, fee_cents : float
        Food that is usually bought, and the fee usually paid.
    loss_share : float
        Part of the added items that would not have been paid for, `choice.top_up_loss_share`.
    """
    most = 0.0
    for step in range(1 + campaign.n_steps):
        basket = max(basket_cents, threshold_cents(campaign, step))
        saving = saving_cents(campaign, basket, fee_cents)
        most = max(most, saving - loss_share * (basket - basket_cents))
    return most


@njit(cache=True)
def most_worth_cents(campaigns, held, basket_cents, fee_cents, loss_share):
    """What the coupon worth most is worth to who buys as usual; 0 without any.

    Parameters
    ----------
    campaigns : records of CAMPAIGN
        The coupons.
    held : int
        Bits of those that he has.
    basket_cents, fee_cents, loss_share : float
        As in `usual_worth_cents`.
    """
    most = 0.0
    for index in range(len(campaigns)):
        if held >> index & 1:
            worth = usual_worth_cents(campaigns[index], basket_cents, fee_cents, loss_share)
            most = max(most, worth)
    return most


@njit(cache=True)
def most_worth_to_each_cents(campaigns, held, basket_cents, fee_cents, loss_share):
    """What the coupon worth most is worth to each consumer, (n_consumers,).

    Parameters
    ----------
    campaigns : records of CAMPAIGN
        The coupons.
    held : array of int, (n_consumers,)
        Bits of those that each has.
    basket_cents, fee_cents : array of float, (n_consumers,)
        Food that each usually buys, and the fee usually paid.
    loss_share : float
        As in `usual_worth_cents`.
    """
    most = np.zeros(len(held))
    for who in range(len(held)):
        basket, fee = basket_cents[who], fee_cents[who]
        most[who] = most_worth_cents(campaigns, held[who], basket, fee, loss_share)
    return most


@njit(cache=True)
def off_cents(campaign, basket_cents):
    """The fixed amount off, of the highest step of the ladder that a basket reaches."""
    off = campaign.off_cents
    if campaign.n_steps > 0 and basket_cents >= campaign.over_2_cents:
        off = campaign.off_2_cents
        if campaign.n_steps > 1 and basket_cents >= campaign.over_3_cents:
            off = campaign.off_3_cents
            if campaign.n_steps > 2 and basket_cents >= campaign.over_4_cents:
                off = campaign.off_4_cents
    return off


@njit(cache=True)
def threshold_cents(campaign, step):
    """The smallest basket of a step of the ladder, from 0 on."""
    if step == 0:
        return campaign.over_cents
    if step == 1:
        return campaign.over_2_cents
    return campaign.over_3_cents if step == 2 else campaign.over_4_cents


@njit(cache=True)
def at_store(world, held, store_id):
    """Bits of the campaigns held that are for this store."""
    return held & world.scope[store_id] if held != 0 else held


@njit(cache=True)
def best(world, valid, channel, basket_cents, fee_cents, top_up_draw):
    """The coupon worth most for an offer: (campaign or -1, gain in cents, basket to reach).

    A basket just below a threshold may be filled up, and may go beyond it: the gain then lacks the
    part of the added items that the consumer would not have paid for. The steps of a ladder are
    looked at like coupons, and filled up to for what each saves beside the steps reached anyway.
    Nobody troubles with rules for less than they are worth to him.

    Parameters
    ----------
    world
        The columns.
    valid : int
        Bits of the campaigns that the consumer can use now at the store; 0 for none.
    channel : int
        Channel of the offer, by its number; for one that was added, `sim.flow.composed.number_of`.
    basket_cents, fee_cents : float
        Food and delivery fee without coupon, cents.
    top_up_draw : float
        Uniform in (0, 1): whether this consumer fills up a basket for this need, and how far.
    """
    best, best_gain, best_basket = -1, 0.0, basket_cents
    if valid == 0:
        return best, best_gain, best_basket
    choice = world.choice[0]
    for index in range(len(world.campaigns)):
        if not valid >> index & 1:
            continue
        campaign = world.campaigns[index]
        if not campaign.channels >> channel & 1:
            continue
        effort = effort_cents(choice, campaign)
        saved = 0.0
        for step in range(1 + campaign.n_steps):
            threshold = threshold_cents(campaign, step)
            if step > 0 and threshold <= basket_cents:
                continue  # counted with the first
            basket = max(basket_cents, threshold)
            gap = basket - basket_cents
            saving = saving_cents(campaign, basket, fee_cents)
            if gap > 0.0:
                beyond = consumers.topped_up_cents(choice, saving - saved, gap, top_up_draw)
                if beyond < 0.0:
                    continue
                if beyond > 0.0:
                    basket += beyond
                    gap = basket - basket_cents
                    saving = saving_cents(campaign, basket, fee_cents)
            else:
                saved = saving
            if said_cents(campaign, basket, fee_cents) <= effort:
                continue
            gain = saving - choice.top_up_loss_share * gap
            if gain > best_gain:
                best, best_gain, best_basket = index, gain, basket
    return best, best_gain, best_basket
