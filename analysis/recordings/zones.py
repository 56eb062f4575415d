"""Moments as the clocks of the town show them; a moment in UTC says nothing of them."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from analysis.recordings.moments import Moments
from analysis.recordings.sheet import Sheet

_EXAMPLES = {  # offsets in minutes
    480: "Asia/Shanghai",
    330: "Asia/Kolkata",
    540: "Asia/Tokyo",
    60: "Europe/Berlin",
    120: "Europe/Berlin",
    180: "Europe/Moscow",
    -240: "America/New_York",
    -300: "America/New_York",
    -360: "America/Chicago",
    -420: "America/Denver",
    -480: "America/Los_Angeles",
    -180: "America/Sao_Paulo",
}


def zone_named(name: str) -> tzinfo:
    """The zone of a name such as Asia/Shanghai, or of an offset such as +08:00."""
    found = re.fullmatch(r"([+-])(\d\d):(\d\d)", name)
    if not found:
        return ZoneInfo(name)
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-offset if found[1] == "-" else offset)


def in_recorded_zone(moments: Moments, zone: str | None) -> Moments:
    """The moments; those without an offset are of the zone, if one is stated."""
    if zone is None:
        return moments
    recorded = zone_named(zone)
    return [m and (m if m.tzinfo else m.replace(tzinfo=recorded)) for m in moments]


def town_clock(sheet: Sheet, column: str, moments: Moments, zone: str | None) -> Moments:
    """The moments as local dates and times; notes what cannot be told without a zone."""
    offsets = Counter(moment.utcoffset() for moment in moments if moment)
    if not offsets:
        return moments
    if None in offsets and len(offsets) > 1:
        _note_minority(sheet, column, moments, offsets)
        moments = [m and m.replace(tzinfo=None) for m in moments]
    elif zone is not None and None not in offsets:
        town = zone_named(zone)
        moments = [m and m.astimezone(town) for m in moments]
    elif len(offsets) > 1:
        _note_offsets(sheet, column, moments)
    elif timedelta(0) in offsets:
        shown = next(m for m in moments if m)
        problem = (
            f"is in UTC ({_utc(shown)}), which is not what clocks in town show; "
            "say their zone, such as --zone Asia/Shanghai, or --zone UTC if it is"
        )
        sheet.note_column((column,), problem)
    return [m and m.replace(tzinfo=None) for m in moments]


def zone_told(moments: Moments, zone: str | None) -> str:
    """By whose clocks local times are, in words."""
    if zone is not None:
        return zone
    first = next((moment for moment in moments if moment), None)
    if first is None or first.tzinfo is None:
        return "as written, of no stated zone"
    return f"UTC{_offset(first)}, as written"


def note_skipped(sheet: Sheet, column: str, moments: Moments, zone: str | None) -> None:
    """Note times that no clock of their zone has shown, as where clocks are put forward."""
    if zone is None:
        return
    clocks = zone_named(zone)
    for row, moment in enumerate(moments):
        if moment and moment.tzinfo is None:
            shown = moment.replace(tzinfo=clocks).astimezone(UTC).astimezone(clocks)
            if shown.replace(tzinfo=None) != moment:
                problem = f"was skipped by the clocks of {zone}, which were put forward then"
                sheet.note(row, (column,), problem)


def elapsed_min(since: datetime, moment: datetime) -> float | None:
    """Minutes that passed between two moments; None where only one of them has an offset.

    Of an hour that clocks showed twice the first is meant, unless that came before the other.
    """
    if (since.tzinfo is None) != (moment.tzinfo is None):
        return None
    if since.tzinfo is None:
        return (moment - since) / timedelta(minutes=1)
    # In UTC: moments of one zone are else subtracted as its clocks show them.
    passed = moment.astimezone(UTC) - since.astimezone(UTC)
    if passed < timedelta(0):
        passed = max(passed, moment.replace(fold=1).astimezone(UTC) - since.astimezone(UTC))
    return passed / timedelta(minutes=1)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _offset(moment: datetime | None) -> str:
    return moment.isoformat()[-len("+08:00") :] if moment else ""


def _note_minority(
    sheet: Sheet, column: str, moments: Moments, offsets: Counter[timedelta | None]
) -> None:
    """Note the rows with an offset where most have none, or without where most have one."""
    few_have = offsets[None] * 2 >= offsets.total()
    problem = "has an offset from UTC, the others have none"
    if not few_have:
        problem = "has no offset from UTC, the others have one"
    for row, moment in enumerate(moments):
        if moment and (moment.utcoffset() is not None) == few_have:
            sheet.note(row, (column,), problem, "offset")


def _note_offsets(sheet: Sheet, column: str, moments: Sequence[datetime | None]) -> None:
    rows: dict[timedelta | None, int] = {}
    for row, moment in enumerate(moments):
        if moment:
            rows.setdefault(moment.utcoffset(), row)
    said = [f"{_offset(moments[row])} on {sheet.line_of(row)}" for row in rows.values()]
    minutes = [offset // timedelta(minutes=1) for offset in rows if offset is not None]
    example = next((_EXAMPLES[m] for m in minutes if m in _EXAMPLES), "Asia/Shanghai")
    more = ", ..." if len(said) > 3 else ""
    problem = (
        f"has several offsets from UTC ({', '.join(said[:3])}{more}), as where clocks are changed; "
        f"say the zone of the town, such as --zone {example}"
    )
    sheet.note_column((column,), problem)
