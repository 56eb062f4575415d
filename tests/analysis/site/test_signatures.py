"""How calls are told: types by their names, defaults that a reader can use."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import Field

from analysis.site.signatures import call_of, type_of
from sim.order import State

Share = Annotated[float, Field(ge=0, le=1)]


def ask(who: "Market", share: Share = 0.5, *rest: Share | None, parts: object = object(), **more):  # noqa: F821
    """Nothing."""


class Mood(IntEnum):
    """Two moods."""

    GOOD = 1
    BAD = 2


@pytest.mark.parametrize(
    ("annotation", "told"),
    [
        (Share, "float"),
        (tuple[Share, ...], "tuple[float, ...]"),
        (Mapping[str, Share | None], "Mapping[str, float | None]"),
        (Callable[[State], None], "Callable[[State], None]"),
        (Literal["en", "zh"], "Literal['en', 'zh']"),
        (NDArray[np.float64], "NDArray[float64]"),
        (NDArray[Any], "NDArray[Any]"),
        (Any, "Any"),
        ("Market", "Market"),
    ],
)
def test_a_type_goes_by_its_own_name(annotation, told):
    assert type_of(annotation) == told


def test_a_call_says_no_more_than_a_reader_can_use():
    assert call_of("ask", ask) == (
        "ask(\n    who: Market,\n    share: float = 0.5,\n    *rest: float | None,\n"
        "    parts: object = ...,\n    **more,\n)"
    )
    assert call_of("now", lambda: 0) == "now()"


def test_of_an_enumeration_there_are_its_members():
    assert call_of("Mood", Mood) == "Mood.GOOD\nMood.BAD"
