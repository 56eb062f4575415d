"""Coupon campaigns as a screen lists them."""

from collections.abc import Sequence

from rich.console import JustifyMethod
from rich.markup import escape
from rich.table import Table

from analysis.experiment.arm import ArmData
from analysis.experiment.campaign_rows import CampaignRow, campaign_rows
from analysis.words import Words


def campaign_table(arms: Sequence[ArmData], words: Words) -> Table | None:
    """What each campaign was, how often it was used, and who paid for it; None: nothing differs."""
    rows = campaign_rows(arms, words)
    if not rows:
        return None
    table = Table(
        box=None, padding=(0, 2, 0, 0), title=words("campaign.name"), title_justify="left"
    )
    for column in CampaignRow._fields:
        is_text = column in ("arm", "about")
        justify: JustifyMethod = "left" if is_text else "right"
        table.add_column(words(f"campaign.{column}"), justify=justify, no_wrap=column != "arm")
    for row in rows:
        table.add_row(*map(escape, row))
    return table
