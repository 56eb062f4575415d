"""Levers: where they stand, how far they go, and what moving them sets."""

import pytest

from analysis.live.levers import levers, moved_to, settings
from analysis.live.telling import called, stands, told
from analysis.loading import load_arm
from analysis.scenario_file import load_scenario, overriding
from analysis.words import words

SCENARIOS = ["lunch-coupon", "promise-one-minute", "rain-radius"]


def of(name):
    return load_scenario(name).scenario


def by_name(name):
    return {lever.name: lever for lever in levers(of(name))}


def test_the_levers_of_the_baseline_stand_where_its_settings_do():
    at = {name: lever.at for name, lever in by_name("baseline").items()}
    assert at == {
        "fee": 350,
        "coupon_off": 0,
        "coupon_over": 3000,
        "coupon_from": 660,
        "coupon_until": 810,
        "couriers": 311,
        "promise_share": 0.87,
        "radius": 1.0,
        "weather": "base",
    }


def test_a_scenario_has_the_levers_of_its_own_policies():
    assert by_name("lunch-coupon")["coupon_off"].at == 500
    assert "radius" not in by_name("rain-radius")
    assert "couriers" not in by_name("replay")


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_base_lies_on_the_steps_of_every_lever(name):
    for lever in levers(of(name)):
        if not lever.options:
            steps = (lever.at - lever.low) / lever.step
            assert steps == pytest.approx(round(steps))
            assert lever.low <= lever.at <= lever.high


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_end_of_every_lever_is_a_scenario(name):
    scenario = of(name)
    known = {lever.name: lever for lever in levers(scenario)}
    for lever in known.values():
        for end in lever.options or (lever.low, lever.high):
            moved = moved_to(list(known.values()), {lever.name: end})
            if lever.name == "coupon_over" and known["coupon_off"].at > end:
                continue  # more off than the basket: refused, as in a file
            laid = overriding(settings(scenario, moved))
            assert load_arm(name, laid).scenario.title == scenario.title


def test_what_stands_where_it_stood_sets_nothing():
    scenario = of("lunch-coupon")
    known = levers(scenario)
    stood = {lever.name: lever.at for lever in known}
    assert moved_to(known, stood) == {}
    assert settings(scenario, {}) == {}


def test_a_coupon_that_is_not_there_is_made_and_one_that_is_keeps_what_no_lever_moves():
    made = settings(of("baseline"), {"coupon_off": 800})["policies.coupons"]
    assert made == [
        {
            "use": "threshold",
            "off_cents": 800,
            "over_cents": 3000,
            "window": ["11:00", "13:30"],
        }
    ]
    base = of("lunch-coupon")
    (kept,) = settings(base, {"coupon_until": 840})["policies.coupons"]
    assert kept["window"] == ["11:00", "14:00"]
    assert kept["funded_by"] == {"platform": 0.5, "store": 0.5}
    assert settings(base, {"coupon_off": 0})["policies.coupons"] == []


def test_weather_is_laid_over_that_of_the_scenario():
    rain = settings(of("rainy-evening"), {"weather": "rain_lunch"})["world.weather.episodes"]
    assert len(rain) == len(of("rainy-evening").world.weather.episodes) + 1
    assert rain[-1] == {"state": "rain", "start": "11:00", "end": "14:00"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"fees": 1}, "no lever 'fees'"),
        ({"fee": 2000}, "from 0 to 1000"),
        ({"fee": float("nan")}, "must be a number"),
        ({"fee": "350"}, "must be a number"),
        ({"fee": True}, "must be a number"),
        ({"weather": "snow"}, "no 'snow'"),
    ],
)
def test_what_no_lever_does_is_refused(said, why):
    with pytest.raises(ValueError, match=why):
        moved_to(levers(of("baseline")), said)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_lever_and_each_of_its_options_has_words(name, lang):
    say = words(lang)
    for lever in levers(of(name)):
        assert called(lever, say)
        for value in lever.options or (lever.low, lever.high):
            assert stands(lever, value, say)


def test_moved_levers_are_told_in_one_line():
    moved = {"couriers": 311, "fee": 150, "coupon_off": 0}
    line = told(levers(of("baseline")), moved, words("en"))
    assert line == "delivery fee ¥1.50, coupon: off none, couriers 311"
