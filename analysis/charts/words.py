"""Words: the phrases of one language, by name."""

from collections.abc import Mapping
from typing import Literal

Lang = Literal["en", "zh"]


class Words:
    """The phrases of one language; a phrase may have `{places}` to fill."""

    def __init__(self, lang: Lang, phrases: Mapping[str, str]) -> None:
        self.lang: Lang = lang
        self.phrases = phrases  # by dotted name: "wait.axis"

    def __call__(self, name: str, **values: object) -> str:
        """A phrase with its places filled."""
        return self.phrases[name].format(**values)

    def kpi(self, name: str) -> str:
        """What a KPI is called."""
        return self(f"kpi.{name}")

    def days(self, number: int) -> str:
        """So many days."""
        return self("days.one" if number == 1 else "days.many", n=number)

    def segment(self, name: str) -> str:
        """What a segment is called; segments of users' own go by their own names."""
        return self.phrases.get(f"segment.{name}", name)
