"""The two tables of the page: what was counted so far, and what whole runs say."""

from collections.abc import Iterator, Sequence
from html import escape

from analysis.experiment.compare import Difference, difference_in
from analysis.experiment.finding import finding
from analysis.kpis import HEADLINES, KPI
from analysis.live.scene import Counted
from analysis.wording import NO_BREAK, NONE, THIN_SPACE, shown, shown_difference, signed
from analysis.words import Words

# What is counted: the KPI that it is so far, or its words; its field and its unit.
_SO_FAR = (
    ("orders", "orders", "count"),
    ("delivered_orders", "delivered", "count"),
    ("click_to_door_mean_min", "door_min", "min"),
    ("late_share", "late_share", "share"),
    ("live.platform", "platform_cents", "cents"),
    ("live.waiting", "waiting", "count"),
    ("live.idle", "idle", "count"),
)
_MARKED = ("better", "worse")


def so_far(base: Counted, other: Counted, say: Words) -> str:
    """What both cities have counted, as HTML."""
    return _table(_rows_so_far(base, other, say), say)


def measured(found: Sequence[Difference], say: Words) -> str:
    """The headline KPIs of both, with differences and intervals, as HTML."""
    return _table(_rows_measured(found, say), say)


def _rows_so_far(base: Counted, other: Counted, say: Words) -> Iterator[tuple[str, ...]]:
    for name, field, unit in _SO_FAR:
        there, here = getattr(base, field), getattr(other, field)
        yield (
            say(name) if name.startswith("live.") else KPI[name].short[say.lang],
            shown(there, unit, say.lang),
            shown(here, unit, say.lang),
            _gap(there, here, unit, say),
            "",
        )


def _gap(base: float | None, other: float | None, unit: str, say: Words) -> str:
    """A difference between two cities; whole numbers stay whole."""
    if base is None or other is None:
        return NONE
    if unit == "count":
        return signed(other - base, 0)
    return shown_difference(other - base, None, None, unit, say.lang)


def _rows_measured(found: Sequence[Difference], say: Words) -> Iterator[tuple[str, ...]]:
    for name in HEADLINES:
        each, kpi = difference_in(name, found), KPI[name]
        told = shown_difference(each.difference, each.low, each.high, kpi.unit, say.lang)
        mark = finding(each)
        yield (
            kpi.short[say.lang],
            shown(each.base_mean, kpi.unit, say.lang),
            shown(each.mean, kpi.unit, say.lang),
            told.removeprefix("+") if kpi.compared else told,
            mark if mark in _MARKED else "",
        )


def _table(rows: Iterator[tuple[str, ...]], say: Words) -> str:
    heads = "".join(
        f'<th scope="col">{escape(say(name))}</th>'
        for name in ("live.base", "live.twin", "page.difference")
    )
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(base)}</td><td>{escape(other)}</td>'
        f'<td><span class="{mark}">{_unbroken(difference)}</span></td></tr>'
        for name, base, other, difference, mark in rows
    )
    lines = lines.replace(THIN_SPACE, NO_BREAK)
    return f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _unbroken(difference: str) -> str:
    """A difference that breaks before its interval alone, where a line is too short for both."""
    parts = difference.replace(" [", "\n[").split("\n")
    return " ".join(f"<span>{escape(part)}</span>" for part in parts)
