"""docs/parameters.md: every setting with its default, unit, bounds, meaning and evidence."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from analysis.reference_doc.evidence import Evidence, read_evidence
from analysis.reference_doc.markdown import plain, table
from analysis.reference_doc.walk import Parameter, parts

_HEAD = """\
# Parameters

Every setting of a scenario file. Made from the code and from `docs/evidence.toml` by
`python -m analysis.reference_doc`.

A setting's place in a file is the heading and its name: `choice.fee_salience` is the key
`fee_salience` under `[choice]`, and `--set choice.fee_salience=2` on the command line. Money is in
cents of one currency, shown as ¥. A share lies between 0 and 1. "Utils" are the units of the logit
in which offers are weighed. What refers to rain has two numbers, for rain and for heavy rain.

The last column says what stands behind a default:

{grades}
Whatever stands behind it, a default is one number for every city: sweep what your question depends
on. The sources stand in [model.md](model.md#sources).
"""
_COLUMNS = ("Parameter", "Default", "Unit", "Allowed", "Meaning", "Evidence")

# Units by the end of a name; the first that fits.
_UNITS = {
    "km_per_h": "km/h",
    "m_per_min": "m/min",
    "cents_per_km": "cents/km",
    "per_km_cents": "cents/km",
    "cents_per_min": "cents/min",
    "per_day": "per day",
    "min": "min",
    "km": "km",
    "m": "m",
    "cents": "cents",
    "share": "share",
    "days": "days",
    "hours": "shares",
    "percent": "%",
    "centres": "count",
    "window": "times of day",
    "weekdays": "list",
    "otherwise": "tables",
    "count": "count",
}
_LONG = 45  # characters of a default that still fit into a cell
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def parameters_page() -> str:
    """The page."""
    evidence = read_evidence()
    grades = "".join(f"* **{grade}**: {meaning}\n" for grade, meaning in evidence.grades.items())
    written = [_HEAD.format(grades=grades)]
    for heading, about, listed in parts():
        rows = [_row(parameter, evidence) for parameter in listed]
        body = table(_COLUMNS, rows) if rows else "No settings of its own.\n"
        written.append(f"\n## {heading}\n\n{about}\n\n{body}")
        written += [_long_default(parameter) for parameter in listed if _is_long(parameter.field)]
    return "".join(written)


def _row(parameter: Parameter, evidence: Evidence) -> tuple[str, ...]:
    _, name, field = parameter
    known = evidence.by_path.get(parameter.path, {})
    grade = known.get("grade", "choice")
    return (
        f"`{name}`",
        _default(field),
        known.get("unit") or unit_of(name, field),
        _allowed(field),
        known.get("meaning") or field.description or "",
        f"{grade}: {known['says']}" if "says" in known else grade,
    )


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.default, BaseModel):
        return "all defaults"
    return "below" if _is_long(field) else plain(field.default)


def unit_of(name: str, field: FieldInfo) -> str:
    """What a name or a type says about the unit."""
    if _words(field.annotation):
        return "word"
    if field.annotation is bool:
        return "yes or no"
    if "pattern" in repr(field.metadata):
        return "time of day"
    if field.annotation is str:
        return "text"
    if get_origin(field.annotation) is dict:
        return "tables"
    return next((unit for end, unit in _UNITS.items() if f"_{name}".endswith(f"_{end}")), "")


def _is_long(field: FieldInfo) -> bool:
    return isinstance(field.default, tuple) and len(str(field.default)) > _LONG


def _long_default(parameter: Parameter) -> str:
    """A default that no cell has room for: a table of sections, or a line of numbers."""
    values = parameter.field.default
    first = values[0]
    if isinstance(first, BaseModel):
        rows = [[plain(cell) for _, cell in value] for value in values]
        text = table([f"`{name}`" for name in type(first).model_fields], rows)
    else:
        text = " ".join(plain(value) for value in values) + "\n"
    return f"\nDefault of `{parameter.name}`:\n\n{text}"


def _allowed(field: FieldInfo) -> str:
    """The words to choose from, or the bounds."""
    words = _words(field.annotation)
    return ", ".join(plain(word) for word in words) or ", ".join(_bounds(field))


def _bounds(field: FieldInfo) -> list[str]:
    """The least and the most of a field, or of what it is a list of."""
    notes = [*field.metadata, *_notes(field.annotation)]
    return [
        f"{sign}\u00a0{plain(getattr(note, name))}"
        for name, sign in _SIGNS.items()
        for note in notes
        if hasattr(note, name)
    ]


def _notes(annotation: Any) -> Iterator[Any]:
    """What is annotated in a type: pydantic leaves it there of the entries of a list."""
    if get_origin(annotation) is Annotated:
        for note in annotation.__metadata__:
            yield from note.metadata if isinstance(note, FieldInfo) else (note,)
    for inner in dict.fromkeys(get_args(annotation)):
        yield from _notes(inner)


def _words(annotation: Any) -> tuple[Any, ...]:
    """The values that a type lists."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple):
        return tuple(word for part in get_args(annotation) for word in _words(part))
    return ()
