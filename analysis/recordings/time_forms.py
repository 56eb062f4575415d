"""Forms in which tables write times, each strict: a cell has the form, or it has not.

A form is an expression with named groups. Nothing is read by a form that another could read
otherwise: `analysis.recordings.moments` chooses one for a whole column, or refuses.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

YEARS = range(1900, 2200)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AM = ("am", "a.m.", "上午", "오전", "午前")
_PM = ("pm", "p.m.", "下午", "오후", "午後")
_HALF = "|".join(re.escape(word) for word in (*_AM, *_PM))

_CLOCK = (
    rf"(?:(?P<half>{_HALF})\s*)?(?P<H>\d{{1,2}})[:：时点](?P<M>\d\d)"
    rf"(?:[:：分](?P<S>\d\d)(?:[.,](?P<f>\d{{1,9}}))?)?[分秒]?(?:\s*(?P<half2>{_HALF}))?"
)
_SAYS_HALF = re.compile(rf"\d\s*(?:{_HALF})(?![a-z])|(?:{_HALF})\s*\d", re.IGNORECASE)
_COMPACT_CLOCK = r"(?P<H>\d\d)(?P<M>\d\d)(?:(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?)?"
_ZONE = r"(?:\s*(?P<z>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?(?:\[[\w/+-]+\])?"
_BETWEEN = r"(?:T|\s*,\s*|\s+)"

_NO_CLOCK = rf"(?:{_BETWEEN}00:00(?::00(?:\.0+)?)?)?"
_YEAR = r"(?P<Y>\d{4}|\d\d)"
_DAY, _MONTH = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})"
_MARK = r"(?P<mark>[-/.])"
_NAMED = r"(?P<b>[A-Za-z]{3,9})\.?"
_DATES = {
    "ymd": [rf"{_YEAR}{_MARK}{_MONTH}(?P=mark){_DAY}", rf"{_YEAR}年\s*{_MONTH}月\s*{_DAY}日"],
    "dmy": [rf"{_DAY}{_MARK}{_MONTH}(?P=mark){_YEAR}"],
    "mdy": [rf"{_MONTH}{_MARK}{_DAY}(?P=mark){_YEAR}"],
    "named": [
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_DAY}[-\s]{_NAMED}[-\s,]+(?P<Y>\d{{4}})",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_NAMED}\s+{_DAY},?\s+(?P<Y>\d{{4}})",
    ],
}
_DIRECTIVES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<Y>\d\d)",
    "m": _MONTH,
    "d": _DAY,
    "b": r"(?P<b>[A-Za-z]{3,9})",
    "B": r"(?P<b>[A-Za-z]{3,9})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<H>\d{1,2})",
    "M": r"(?P<M>\d\d)",
    "S": r"(?P<S>\d\d)",
    "f": r"(?P<f>\d{1,9})",
    "p": rf"(?P<half>{_HALF})",
    "z": r"(?P<z>Z|[+-]\d\d(?::?\d\d)?)",
    "%": "%",
}

_MOST_OFFSET_H = 14
# 2000 to 2100; before it, counts of nanoseconds would be those of other epochs.
_EPOCH_S = (946_684_800, 4_102_444_800)
_EPOCHS = {"epoch_s": 1, "epoch_ms": 10**3, "epoch_us": 10**6, "epoch_ns": 10**9}
_WHOLE = re.compile(r"(\d{1,20})(?:\.(\d{1,9}))?", re.ASCII)
_EXCEL = re.compile(r"(\d{5})(?:\.\d{1,16})?", re.ASCII)  # up to all digits of a double
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119
_EXCEL_ZERO = datetime(1899, 12, 30)
MIDNIGHT = datetime(1970, 1, 1)  # of times without a date

Read = Callable[[str], datetime | None]


class Form(NamedTuple):
    """A way to write a time; its reader returns None for a cell that is not of the form."""

    name: str  # as `dates` states it
    words: str
    read: Read
    needs_saying: bool = False  # too much like something else to be taken unasked


def _expression(pattern: str) -> Read:
    matches = re.compile(pattern, re.ASCII | re.IGNORECASE).fullmatch

    def read(cell: str) -> datetime | None:
        found = matches(cell)
        return _moment(found.groupdict()) if found else None

    return read


def _any_of(*readers: Read) -> Read:
    def read(cell: str) -> datetime | None:
        return next((moment for each in readers if (moment := each(cell))), None)

    return read


def _moment(parts: dict[str, str | None]) -> datetime | None:
    """The moment that the named groups of a form say, or None if there is no such moment."""
    hour = _hour(int(parts.get("H") or 0), parts.get("half") or parts.get("half2"))
    date = _date(parts)
    if hour is None or date is None:
        return None
    micro = int((parts.get("f") or "0").ljust(6, "0")[:6])
    zone = parts.get("z")
    try:
        clock = (hour, int(parts.get("M") or 0), int(parts.get("S") or 0), micro)
        return datetime(*date, *clock, tzinfo=_zone(zone) if zone else None)
    except ValueError:
        return None


def _date(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    if not any(parts.get(name) for name in "Ymdb"):
        return MIDNIGHT.year, MIDNIGHT.month, MIDNIGHT.day
    year = int(parts["Y"] or 0)
    year += 2000 if len(parts["Y"] or "") == 2 else 0
    named = (parts.get("b") or "")[:3].lower()
    if named and named not in _MONTHS:
        return None
    month = _MONTHS.index(named) + 1 if named else int(parts["m"] or 0)
    return (year, month, int(parts["d"] or 0)) if year in YEARS else None


def _hour(hour: int, half: str | None) -> int | None:
    """The hour of 24; None if the half of the day does not go with it."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (0 if half.lower() in _AM else 12)


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > _MOST_OFFSET_H or minutes >= 60:
        raise ValueError(f"no zone is {text} from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _epoch(per_second: int) -> Read:
    """Reader of counts since 1970; exact, as floats of nanoseconds are not."""

    def read(cell: str) -> datetime | None:
        found = _WHOLE.fullmatch(cell)
        if not found:
            return None
        count, rest = int(found[1]), int((found[2] or "0").ljust(9, "0"))
        if not _EPOCH_S[0] <= count // per_second < _EPOCH_S[1]:
            return None
        micro = (count * 10**9 + rest) // (per_second * 10**3)
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micro)

    return read


def _excel(cell: str) -> datetime | None:
    found = _EXCEL.fullmatch(cell)
    if not found or not _EXCEL_DAYS[0] <= int(found[1]) < _EXCEL_DAYS[1]:
        return None
    # The nearest millisecond: seconds of a day are no exact fractions of it.
    milliseconds = round(float(cell) * 86_400_000)
    return _EXCEL_ZERO + timedelta(milliseconds=milliseconds)


def _dated(name: str, words: str) -> Form:
    readers = [_expression(rf"{date}{_BETWEEN}{_CLOCK}{_ZONE}") for date in _DATES[name]]
    if name == "ymd":  # 2024年5月17日18:30
        readers.append(_expression(rf"{_DATES[name][1]}{_CLOCK}"))
    if name == "named":  # Fri May 17 18:30:00 2024
        readers.append(
            _expression(rf"[A-Za-z]{{3}}\s+{_NAMED}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+(?P<Y>\d{{4}})")
        )
    return Form(name, words, _any_of(*readers))


_COMPACT = _expression(rf"(?P<Y>\d{{4}})(?P<m>\d\d)(?P<d>\d\d)(?:T|\s)?{_COMPACT_CLOCK}{_ZONE}")
_DOTTED = _expression(
    rf"{_DATES['ymd'][0]}{_BETWEEN}(?P<H>\d{{1,2}})\.(?P<M>\d\d)(?:\.(?P<S>\d\d))?"
)
_CLOCK_ONLY = _expression(_CLOCK)

FORMS: tuple[Form, ...] = (
    _dated("ymd", "year-month-day"),
    _dated("dmy", "day-month-year"),
    _dated("mdy", "month-day-year"),
    _dated("named", "a month by its name"),
    Form("compact", "20240517183000", _COMPACT),
    *(Form(name, name.replace("_", " in "), _epoch(per)) for name, per in _EPOCHS.items()),
    Form("excel", "a spreadsheet's number of days", _excel, needs_saying=True),
    Form("clock", "a time without a date", _CLOCK_ONLY, needs_saying=True),
    Form("%Y-%m-%d %H.%M", "hours and minutes with a point between", _DOTTED, needs_saying=True),
)

_SHARE = re.compile(r"0?\.\d{6,}", re.ASCII)


def _share_of_day(cell: str) -> datetime | None:
    """What a spreadsheet keeps of a time: 0.770833333 is 18:30."""
    if not _SHARE.fullmatch(cell):
        return None
    return MIDNIGHT + timedelta(milliseconds=round(float(cell) * 86_400_000))


# The time alone.
CLOCKS: tuple[Form, ...] = (Form("clock", "a time of day", _any_of(_CLOCK_ONLY, _share_of_day)),)

# The day alone, for tables that keep date and time apart.
DAYS: tuple[Form, ...] = (
    *(
        Form(name, words, _any_of(*(_expression(date + _NO_CLOCK) for date in _DATES[name])))
        for name, words in (
            ("ymd", "year-month-day"),
            ("dmy", "day-month-year"),
            ("mdy", "month-day-year"),
            ("named", "a month by its name"),
        )
    ),
    Form("compact", "20240517", _expression(r"(?P<Y>\d{4})(?P<m>\d\d)(?P<d>\d\d)")),
    Form("excel", "a spreadsheet's number of days", _excel, needs_saying=True),
)


def says_half(cell: str) -> bool:
    """Whether a cell says which half of the day its hour is of, such as by PM or 下午."""
    return _SAYS_HALF.search(cell) is not None


def check_form(name: str) -> str:
    """The name of a form, or an expression such as %d/%m/%Y %H:%M; raises ValueError."""
    form_named(name)
    return name


def form_named(name: str, forms: tuple[Form, ...] = FORMS) -> Form:
    """The form that `dates` states."""
    name = {"iso": "ymd"}.get(name, name)
    if "%" in name:
        return Form(name, f"of the form {name}", _expression(_of_directives(name)))
    for form in forms:
        if form.name == name:
            return form
    known = ", ".join(form.name for form in FORMS if "%" not in form.name)
    raise ValueError(f"no form of dates is '{name}'; known: {known}, or such as %d/%m/%Y %H:%M")


def _of_directives(text: str) -> str:
    """The expression of directives; each once, a date complete or absent."""
    pattern = ""
    used: set[str] = set()
    groups: list[str] = []
    for literal, directive in re.findall(r"([^%]+)|%(.?)", text):
        if literal:
            pattern += re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(literal))
            continue
        if directive not in _DIRECTIVES:
            raise ValueError(f"'%{directive}' is not known; known: %{' %'.join(_DIRECTIVES)}")
        pattern += _DIRECTIVES[directive]
        used.add(directive)
        groups += re.findall(r"\?P<(\w+)>", _DIRECTIVES[directive])
    if len(groups) != len(set(groups)):
        raise ValueError(f"'{text}' says something twice")
    _check_complete(text, used)
    return pattern


def _check_complete(text: str, used: set[str]) -> None:
    dated = [bool(used & set(either)) for either in ("Yy", "mbB", "d")]
    if any(dated) and not all(dated):
        raise ValueError(f"'{text}' needs a year (%Y), a month (%m) and a day (%d)")
    if not all(dated) and not used & {"H", "I"}:
        raise ValueError(f"'{text}' says neither a date nor a time")
    if bool(used & {"H", "I"}) != ("M" in used):
        raise ValueError(f"'{text}' needs hours (%H, or %I with %p) and minutes (%M)")
    if ("I" in used) != ("p" in used):
        raise ValueError(f"'{text}' needs %I and %p together")
