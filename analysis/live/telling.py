"""In words: what each lever is called and where it stands, and what time it is in the cities."""

from collections.abc import Mapping, Sequence

from analysis.live.levers import Lever, clock
from analysis.live.scene import Scene
from analysis.wording import plain, shown, with_unit
from analysis.words import Words
from sim.daytime import DAY_MIN

_SKY = ("clear", "rain", "heavy")


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


def moment(scene: Scene, first_weekday: int, words: Words) -> str:
    """What time it is in a city: "Monday, day 1, 12:30 · rain"."""
    day, minute = divmod(int(scene.at_min), int(DAY_MIN))
    weekday = words(f"live.weekday.{(first_weekday + day) % 7}")
    told = words("live.day", weekday=weekday, n=day + 1, clock=clock(minute))
    return f"{told} · {sky(scene, words)}"


def sky(scene: Scene, words: Words) -> str:
    """The weather of a city."""
    return words(f"live.sky.{_SKY[scene.weather]}")
