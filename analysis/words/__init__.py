"""The words of what people read, one file a language; those of KPIs are in `analysis.kpis`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.kpis import UNITS, Lang, described

# Chinese has a space beside Latin and numbers, and none between two of its characters or beside
# a mark of its own, which brings its room with it. What fills a place may be of either kind, so
# that the phrase alone cannot know.
_HAN = "\u4e00-\u9fff"
_MARK = "\u3001\u3002\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u201c\u201d"
_NEEDLESS = re.compile(
    rf"(?<=[{_HAN}{_MARK}]) (?=[{_HAN}{_MARK}])|(?<=[{_MARK}]) (?=\S)|(?<=\S) (?=[{_MARK}])"
)
_WANTED = re.compile(rf"(?<=[{_HAN}])(?=[+\u2212]?[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{_HAN}])")


class Words:
    """The phrases of one language; a phrase may have `{places}` to fill."""

    def __init__(self, lang: Lang, phrases: Mapping[str, str]) -> None:
        self.lang: Lang = lang
        self.phrases = phrases  # by dotted name: "wait.axis"

    def __call__(self, name: str, **values: object) -> str:
        """A phrase with its places filled."""
        said = self.phrases[name].format(**values)
        return set_apart(said) if self.lang == "zh" else said

    def kpi(self, name: str) -> str:
        """What a KPI is called, as a line begins with it."""
        return described(name).title(self.lang)

    def measured(self, kpi: str) -> str:
        """What a KPI is called, and its unit: "late deliveries, %"; counts need none."""
        told = described(kpi)
        label, unit = told.label[self.lang], UNITS[told.unit]
        if unit.name == "count":
            return label
        return self("unit.of", what=label, unit=unit.label[self.lang])

    def days(self, number: int) -> str:
        """So many days."""
        return self("days.one" if number == 1 else "days.many", n=number)

    def replications(self, number: int) -> str:
        """So many replications."""
        return self("replications.one" if number == 1 else "replications.many", n=number)

    def segment(self, name: str) -> str:
        """What a segment is called; segments of users' own go by their own names."""
        return self.phrases.get(f"segment.{name}", name)


def set_apart(text: str) -> str:
    """A Chinese text with a space beside Latin and numbers, and with no other."""
    return _WANTED.sub(" ", _NEEDLESS.sub("", text))


@cache
def words(lang: Lang) -> Words:
    """The words of a language."""
    text = (files(__package__) / f"{lang}.toml").read_text(encoding="utf-8")
    return Words(lang, dict(_flat(tomllib.loads(text))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Phrases by dotted name."""
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        else:
            yield from _flat(value, f"{prefix}{name}.")
