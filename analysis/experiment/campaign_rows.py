"""Coupon campaigns as people read them: what each was, how often it was used, who paid for it."""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.experiment.arm import ArmData
from analysis.experiment.campaigns import Campaign
from analysis.wording import plain, shown
from analysis.words import Words
from sim.policies.coupon_policy import Audience
from sim.settings.hours import ALL_DAY, EVERY_DAY

_BROUGHT = "free_delivery"  # a coupon for deliveries, as its name says
_ALONE = "delivery", "pickup"  # channels in which alone some coupons may be used


class CampaignRow(NamedTuple):
    """One campaign of one arm."""

    arm: str
    about: str  # "¥5.00 off from ¥30.00, 11:00–14:00"
    orders: str  # a day, like all money but the last
    platform: str
    stores: str
    sponsors: str
    together: str
    per_order: str


def campaign_rows(arms: Sequence[ArmData], words: Words) -> list[CampaignRow]:
    """The campaigns of all arms; none where all arms have the same."""
    if len({tuple(each.terms for each in arm.campaigns) for arm in arms}) == 1:
        return []
    return [_row(arm, campaign, words) for arm in arms for campaign in arm.campaigns]


def about(campaign: Campaign, words: Words) -> str:
    """What a campaign takes off, from which basket on, when; that it was never valid."""
    if not campaign.was_valid:
        return words("campaign.never")
    parts = []
    if campaign.off_cents:
        parts.append(words("campaign.off", money=_money(campaign.off_cents, words)))
    if campaign.basket_share:
        parts.append(words("campaign.share", share=_share(campaign.basket_share, words)))
    if campaign.fee_share:
        parts.append(words("campaign.fee", share=_share(campaign.fee_share, words)))
    told = words("campaign.and").join(parts) or campaign.use
    if campaign.over_cents:
        told = words("campaign.over", what=told, money=_money(campaign.over_cents, words))
    for over_cents, off_cents in campaign.ladder:
        off = words("campaign.off", money=_money(off_cents, words))
        step = words("campaign.over", what=off, money=_money(over_cents, words))
        told = words("campaign.and").join((told, step))
    if campaign.window != ALL_DAY:
        start, end = campaign.window
        told = words("campaign.window", what=told, start=start, end=end)
    if set(campaign.weekdays) != set(EVERY_DAY):
        days = [words(f"live.weekday.{day}") for day in sorted(set(campaign.weekdays))]
        told = words("campaign.weekdays", what=told, days=words("list.comma").join(days))
    for channel in _ALONE:
        if campaign.channels == (channel,) and campaign.use != _BROUGHT:
            told = words(f"campaign.{channel}", what=told)
    told = _for_whom(told, campaign.audience, words)
    if campaign.daily_budget_cents is not None:
        budget = _money(campaign.daily_budget_cents, words)
        told = words("campaign.budget", what=told, money=budget)
    if campaign.n_used_up:
        of = words.days(campaign.n_days)
        told = words("campaign.used_up", what=told, n=campaign.n_used_up, of=of)
    if campaign.budget_cents is not None:
        budget = _money(campaign.budget_cents, words)
        told = words("campaign.budget_in_all", what=told, money=budget)
    if campaign.valid_days > 1:
        told = words("campaign.days", what=told, n=campaign.valid_days)
    if campaign.whom != "none":
        share = _share(campaign.share, words)
        told = words(f"campaign.whom.{campaign.whom}", what=told, share=share)
    if set(campaign.weekdays) != set(EVERY_DAY) and campaign.valid_day_cents is not None:
        money = _money(campaign.valid_day_cents, words)
        told = words("campaign.its_days", what=told, money=money)
    return told


def _for_whom(told: str, audience: Audience, words: Words) -> str:
    """A campaign with whom it addresses; as it is where that is everybody."""
    if audience.segments:
        names = words("list.comma").join(map(words.segment, audience.segments))
        told = words("campaign.segments", what=told, names=names)
    if audience.first_order:
        told = words("campaign.first", what=told)
    if audience.lapsed_days:
        days = plain(audience.lapsed_days, 0)
        told = words("campaign.lapsed", what=told, n=days)
    if audience.random_share < 1:
        told = words("campaign.random", what=told, share=_share(audience.random_share, words))
    return told


def _row(arm: ArmData, campaign: Campaign, words: Words) -> CampaignRow:
    money = [
        _money(cents, words)
        for cents in (
            campaign.platform_cents,
            campaign.store_cents,
            campaign.sponsor_cents,
            campaign.cents,
            campaign.cents_per_order,
        )
    ]
    return CampaignRow(arm.title, about(campaign, words), plain(campaign.orders, 0), *money)


def _money(cents: float | None, words: Words) -> str:
    return shown(None if cents is None else float(cents), "cents", words.lang)


def _share(share: float, words: Words) -> str:
    return shown(share, "share", words.lang)
