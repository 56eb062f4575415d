"""Sensitivity of a made-up market whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis.charts.sensitivity import LOW, UNTOLD, draw
from analysis.commands.sensitivity import show
from analysis.lab.lever import read_levers
from analysis.lab.sensitivity import carried_out
from analysis.lab.sensitivity_plan import plan
from analysis.lab.sensitivity_told import provenance, verdict
from analysis.wording import shown_change
from analysis.words import words
from tests.fonts import LANGS

OVER = ["couriers.count=50..150", "consumers.count=800..1200"]
KPI = "orders_per_day"


def made_up(arms, seeds):
    """Orders rise by half a courier; people make no difference; luck in common, and some alone."""
    found = {}
    for nth, arm in enumerate(arms):
        found[arm.label] = {}
        for seed in seeds:
            luck = np.random.default_rng(seed).normal(0, 100)
            alone = np.random.default_rng((seed, nth)).normal(0, 1)
            couriers = arm.scenario.couriers.count
            found[arm.label][seed] = {KPI: 300 + couriers / 2 + luck + alone}
    return found


def asked(method="one", **more):
    more = {"seeds": range(10), "metrics": [KPI]} | more
    overrides = {"overrides": []} | more
    return plan("baseline", read_levers(OVER), method=method, **overrides)


def test_one_at_a_time_each_setting_is_at_its_ends_and_the_others_as_in_the_base():
    found = asked()
    base = found.base.scenario
    settings = [(arm.scenario.couriers.count, arm.scenario.consumers.count) for arm in found.arms]
    people, couriers = base.consumers.count, base.couriers.count
    assert settings == [(50, people), (150, people), (couriers, 800), (couriers, 1200)]
    assert found.to_run[0].label == "base"


def test_what_moves_a_kpi_is_told_from_luck():
    asking = asked()
    found = carried_out(asking, made_up)
    couriers = asking.base.scenario.couriers.count
    low, high = (end.differences[KPI].difference for end in found.swings[0].ends)
    assert (low, high) == pytest.approx(((50 - couriers) / 2, (150 - couriers) / 2), abs=1.5)
    assert found.told(KPI) == {"couriers.count"}
    assert next(iter(found.weights(KPI))) == "couriers.count"
    assert "1 of 2 settings cannot be told" in verdict(found, words("en"), KPI)
    (row, *_), plain = found.rows(), found.plain()
    assert (row["lever"], row["value"], row["told"]) == ("couriers.count", 50, True)
    assert plain["n_replications"] == 10


def test_the_title_says_what_the_table_says_and_only_of_ends_told_from_luck():
    found = carried_out(asked(), made_up)
    couriers, people = found.swings
    low, high = couriers.ends
    sizes = [shown_change(*_numbers(end), "count") for end in (low, high)]
    assert verdict(found, words("en"), KPI).startswith(
        f"Orders per day: couriers.count moves it most, {sizes[0]} at 50 and {sizes[1]} at 150"
    )
    texts = {text.get_text() for text in draw(found, words("en"), KPI).axes[0].texts}
    assert {f"50: {sizes[0]}", f"150: {sizes[1]}"} <= texts
    alone = replace(couriers, ends=(low, replace(high, told=frozenset())))
    said = verdict(replace(found, swings=(alone, people)), words("en"), KPI)
    assert f"moves it most, {sizes[0]} at 50; " in said


def _numbers(end):
    return end.differences[KPI].difference, end.differences[KPI].low, end.differences[KPI].high


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_over_whole_ranges_too(method):
    found = carried_out(asked(method, points=16), made_up)
    assert found.told(KPI) == {"couriers.count"}
    if method == "morris":
        assert found.effects[KPI].size[0] == pytest.approx(50, rel=0.05)
    else:
        assert found.indices[KPI].total == pytest.approx([1, 0], abs=0.3)
        assert "Luck’s share" in provenance(found, words("en"))
    assert {row["lever"] for row in found.rows()} == {"couriers.count", "consumers.count"}


@pytest.mark.parametrize(
    "values", ["50,150", "50,100,150", "50,75,100,125,150", "50..150", "50..150:log"]
)
def test_an_effect_is_from_one_end_to_the_other_however_few_values_there_are(values):
    levers = read_levers([f"couriers.count={values}", "stores.count=90..91"])
    found = carried_out(
        plan("baseline", levers, method="morris", points=16, metrics=[KPI], seeds=range(10)),
        made_up,
    )
    # Half a courier each; a share of a range in equal factors is more of it at the high end.
    assert found.effects[KPI].size[0] == pytest.approx(50, rel=0.15 if "log" in values else 0.03)


@pytest.mark.parametrize("lang", LANGS)
def test_a_tornado_has_the_strongest_above_and_pales_what_luck_explains(lang):
    found = carried_out(asked(), made_up)
    (axes,) = draw(found, words(lang), KPI).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "couriers.count",
        "consumers.count",
    ]
    colours = [bar.get_facecolor()[:3] for bar in axes.patches]
    assert colours[0] == pytest.approx(to_rgb(LOW))
    assert colours[2] == colours[3] == pytest.approx(to_rgb(UNTOLD))


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_other_methods_have_a_figure(method):
    found = carried_out(asked(method, points=8), made_up)
    assert draw(found, words("en"), KPI).axes[0].patches


def test_a_run_that_failed_is_left_out_and_nothing_at_all_is_said():
    def some(arms, seeds):
        found = made_up(arms, seeds)
        found[arms[-1].label].pop(0)
        return found

    assert carried_out(asked("morris", points=4), some).n_seeds == 9
    with pytest.raises(RuntimeError, match="no run"):
        carried_out(asked(), lambda arms, seeds: {arm.label: {} for arm in arms})


@pytest.mark.parametrize("method", ["one", "morris"])
def test_a_metric_without_a_value_is_named_and_has_no_verdict(method, capsys):
    found = carried_out(asked(method, metrics=["redemption_share", KPI]), made_up)
    assert (found.metrics, found.without_value) == ((KPI,), ("redemption_share",))
    assert {row["kpi"] for row in found.rows()} == {KPI}
    show(found, [])
    assert "Coupon redemption: the runs have no value of it" in capsys.readouterr().out
    with pytest.raises(RuntimeError, match="no replication has a value of redemption_share"):
        carried_out(asked(method, metrics=["redemption_share"]), made_up)


def test_one_setting_alone_is_called_by_its_name():
    levers = read_levers(["consumers.count=800..1200"])
    found = carried_out(plan("baseline", levers, metrics=[KPI], seeds=range(10)), made_up)
    said = verdict(found, words("en"), KPI)
    assert said == "Orders per day: consumers.count cannot be told from luck"


def test_what_has_no_meaning_is_refused():
    with pytest.raises(ValueError, match="metric 'ordrs'"):
        asked(metrics=["ordrs"])
    with pytest.raises(ValueError, match="no method 'tornado'"):
        asked("tornado")
    with pytest.raises(ValueError, match="one at a time needs none"):
        asked(points=4)
    with pytest.raises(ValueError, match="power of two"):
        asked("sobol", points=12)
    with pytest.raises(ValueError, match=r"points \(1073741824\) make \d+ in all; at most 10000"):
        asked("sobol", points=2**30)
