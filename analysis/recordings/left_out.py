"""Rows of a table that are left out: why, how many, and where the first of them stands."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from analysis.scenario_file.faults import Place
from analysis.words import Words

Wrong = Literal["unreadable", "twice", "torn", "stray", "contradiction", "offset", "far", "moved"]
Kind = Wrong | Literal["other_city", "other_day"]


class Why(NamedTuple):
    """What is wrong with a row, and in which columns."""

    kind: Kind
    columns: tuple[str, ...] = ()


class LeftOut(NamedTuple):
    """Rows that were left out for one reason."""

    why: Why
    n: int
    first: Place

    def told(self, say: Words) -> str:
        """The reason, and the first line that has it."""
        columns = say("list.comma").join(self.why.columns)
        why = say(f"left_out.{self.why.kind}", columns=columns)
        return say("left_out.first", why=why, line=self.first.line)


def counted(rows: Iterable[tuple[Why, Place]]) -> tuple[LeftOut, ...]:
    """Rows by reason, the most frequent first."""
    places: dict[Why, list[Place]] = {}
    for why, place in rows:
        places.setdefault(why, []).append(place)
    found = [LeftOut(why, len(those), those[0]) for why, those in places.items()]
    return tuple(sorted(found, key=lambda each: -each.n))
