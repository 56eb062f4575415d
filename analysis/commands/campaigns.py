"""Coupon campaigns as a screen lists them."""

from collections.abc import Sequence

from analysis.commands.columns import Columns
from analysis.experiment.arm import ArmData
from analysis.experiment.campaign_rows import CampaignRow, campaign_rows
from analysis.words import Words


def campaign_table(arms: Sequence[ArmData], words: Words) -> Columns | None:
    """What each campaign was, how often it was used, and who paid for it; None: nothing differs."""
    rows = campaign_rows(arms, words)
    if not rows:
        return None
    heads = (words(f"campaign.{column}") for column in ("about", *CampaignRow._fields[2:]))
    table = Columns(*heads, title=words("campaign.name"))
    for row in rows:
        table.add(f"{row.arm}\n{row.about}", *row[2:])
    return table
