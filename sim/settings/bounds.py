"""Numbers of settings and policies: a few kinds, each within bounds that every column can hold.

Whatever combination of values within these bounds a scenario has, no whole number overflows, no
list of events grows without end and no factor is negative. Types are strict: a number is no text
and no truth value. A field whose bounds are narrower than its kind's is `Real` or `Whole` with
bounds of its own; `tests/sim/settings/test_bounds.py` walks through all of them.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from sim.daytime import DAY_MIN

# A million of the currency's units: a basket in the smallest currencies, with room to spare. Prices
# and sizes of baskets (`Sigma`) multiply it by less than 1e10, which still fits into 64 bits.
MOST_CENTS = 10**8
# All that a budget may hold; floats tell neighbouring cents apart up to here.
MOST_BUDGET_CENTS = 10**14
# A country, and no more cells of a grid than a 32-bit number can count.
MOST_METRES = 1_000_000
# Longer than the longest run, so as good as never.
NEVER_MIN = 1_000_000
# Six seconds. Rounds that follow one another faster decide nothing else, and last for ever.
LEAST_INTERVAL_MIN = 0.1


def _whole(value: Any) -> Any:
    """1e6 as the whole number it is; TOML and JSON have no other way to write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _none_or_not_too_often(minutes: float) -> float:
    if 0 < minutes < LEAST_INTERVAL_MIN:
        raise ValueError(f"must be 0, for at once, or at least {LEAST_INTERVAL_MIN:g}")
    return minutes


# Without bounds yet.
Real = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True), BeforeValidator(_whole)]
Flag = Annotated[bool, Field(strict=True)]

# Parts of a whole.
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1)]
# What multiplies a usual value.
Factor = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=100)]
# What is added to the worth of an offer or to log-odds, and what a unit of something adds to it.
Utils = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1000, le=1000)]
Weight = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1000)]
# Log standard deviation.
Sigma = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=2)]
# Shape of a Weibull or gamma distribution; at these ends its times are still times.
Shape = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=1000)]
Stars = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=1, le=5)]

# Money: one amount, a total, and a rate that need not be whole.
Cents = Annotated[int, Field(strict=True, ge=0, le=MOST_CENTS), BeforeValidator(_whole)]
BudgetCents = Annotated[
    int, Field(strict=True, ge=0, le=MOST_BUDGET_CENTS), BeforeValidator(_whole)
]
CentsRate = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1_000_000)]

# Time: how long something takes, how often it is repeated, and what may last for long.
Minutes = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=DAY_MIN)]
IntervalMin = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=LEAST_INTERVAL_MIN, le=DAY_MIN)
]
# 0: at once, whenever there is something.
AtOnceOrIntervalMin = Annotated[Minutes, AfterValidator(_none_or_not_too_often)]
LongMinutes = Annotated[
    float, Field(strict=True, allow_inf_nan=False, ge=LEAST_INTERVAL_MIN, le=NEVER_MIN)
]
Weekday = Annotated[int, Field(strict=True, ge=0, le=6), BeforeValidator(_whole)]
Days = Annotated[int, Field(strict=True, ge=1, le=366), BeforeValidator(_whole)]
Day = Annotated[int, Field(strict=True, ge=0, le=365), BeforeValidator(_whole)]

# People who work at one place at one time.
Crew = Annotated[int, Field(strict=True, ge=0, le=200), BeforeValidator(_whole)]

# Which of the stores or zones.
Row = Annotated[int, Field(strict=True, ge=0, le=999_999), BeforeValidator(_whole)]

# A store: one that is drawn by its row, a recorded one by its name.
Name = Annotated[str, Field(min_length=1, max_length=200)]
StoreKey = Annotated[
    Annotated[Row, Tag("row")] | Annotated[Name, Tag("name")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "row"),
]

# Ways, in metres and in kilometres.
Metres = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=MOST_METRES)]
Kilometres = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1000)]
