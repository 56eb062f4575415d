"""Coupon campaigns as a screen lists them."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from analysis.experiment.arm import ArmData
from analysis.experiment.campaign_rows import CampaignRow, campaign_rows
from analysis.words import Words

# Characters in which most offers stand on one line.
_TEXT = 40


def campaign_table(arms: Sequence[ArmData], words: Words) -> Table | None:
    """What each campaign was, how often it was used, and who paid for it; None: nothing differs."""
    rows = campaign_rows(arms, words)
    if not rows:
        return None
    table = Table(
        box=None, padding=(0, 2, 0, 0), title=words("campaign.name"), title_justify="left"
    )
    table.add_column(words("campaign.about"), min_width=_TEXT)
    for column in CampaignRow._fields[2:]:
        table.add_column(words(f"campaign.{column}"), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(escape(f"{row.arm}\n{row.about}"), *map(escape, row[2:]))
    return table
