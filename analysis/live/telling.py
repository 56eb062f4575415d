"""Levers in words: what each is called, and where it stands."""

from collections.abc import Mapping, Sequence

from analysis.live.levers import Lever, clock
from analysis.wording import plain, shown, with_unit
from analysis.words import Words


def called(lever: Lever, words: Words) -> str:
    """What a lever is called."""
    return words(f"live.lever.{lever.name}")


def stands(lever: Lever, value: float | str, words: Words) -> str:
    """Where a lever stands: "¥3.50", "11:30", "rain in the evening"."""
    if lever.options:
        return words(f"live.weather.{value}")
    if lever.name == "coupon_off" and not value:
        return words("live.no_coupon")
    if lever.unit == "clock":
        return clock(value)
    assert not isinstance(value, str), f"{lever.name} has no options"
    if lever.unit == "share":
        return with_unit(plain(100 * value, 0), lever.unit, words.lang)
    return shown(value, lever.unit, words.lang)


def told(levers: Sequence[Lever], moved: Mapping[str, float | str], words: Words) -> str:
    """Where the moved levers stand: "delivery fee ¥1.50, couriers 350"."""
    each = (
        words("live.at", lever=called(lever, words), value=stands(lever, moved[lever.name], words))
        for lever in levers
        if lever.name in moved
    )
    return words("list.comma").join(each)
