"""Writes docs/kpis.md from the table of KPIs: `python -m analysis.kpis.doc`."""

from itertools import groupby
from pathlib import Path

from analysis.kpis import GROUPS, KPI, Kpi, capitalised

PAGE = Path(__file__).parents[2] / "docs" / "kpis.md"

_HEAD = """\
# KPIs

What a run's `kpis.json` and a comparison's `comparison.csv` hold. Each is defined once, in
`analysis/kpis/kpis.toml`; this page is made from it by `python -m analysis.kpis.doc`.

Shares lie between 0 and 1; money is in cents; a KPI without meaning in a run, such as the wait at
pickup where nobody picked up, is `null`; cost per extra order has a value in a comparison alone.
Orders are those placed through the platform, delivery and pickup; walk-ins count separately. Waits
are those of orders that reached the consumer. Those of a mechanism are there where it is on. The
arrow says whether more (↑) or less (↓) is better, where that can be said. Tables, verdicts, charts
and reports call a KPI by its name here.
"""
_ARROWS = {"up": "↑", "down": "↓", "none": ""}


def page() -> str:
    """The page."""
    parts = [_HEAD]
    for group, kpis in groupby(KPI.values(), key=lambda kpi: kpi.group):
        parts.append(
            f"\n## {capitalised(GROUPS[group]['en'])}\n\n"
            "| KPI | Name | 中文 | Unit | | Meaning |\n|---|---|---|---|---|---|\n"
        )
        parts += [
            f"| `{kpi.name}` | {_names(kpi)} | {kpi.label['zh']} | {kpi.unit} "
            f"| {_ARROWS[kpi.better]} | {kpi.meaning['en']} |\n"
            for kpi in kpis
        ]
    return "".join(parts)


def _names(kpi: Kpi) -> str:
    """The name, and the short one where it differs."""
    name, short = kpi.label["en"], kpi.short["en"]
    return name if name == short else f"{name}, in short {short}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
