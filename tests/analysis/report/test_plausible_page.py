"""The page of plausible cities: its tables are of named scenarios, and none is empty."""

from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from analysis.kpis import KPI
from analysis.lab.goal import read_goal
from analysis.lab.plausible import Plausible, planned
from analysis.loading import load_arm
from analysis.report.plausible import InPlausibleCities
from analysis.report.plausible_page import write_plausible
from analysis.scenario_file import overriding

UNSURE = {"uncertain.couriers.count": [200, 260]}
UNKNOWN = "repeat_7d_share"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes the page of arms that all measure the same, but nothing of one KPI."""
    monkeypatch.setattr(InPlausibleCities, "figure", lambda *_: Figure((1, 1)))

    def page_of(names, *kpis):
        base, *others = (
            replace(load_arm("baseline", overriding(UNSURE | {"title": name})), label=name)
            for name in ("Base", *names)
        )
        plan = planned([base, *others], 2, 1)
        run = dict.fromkeys(KPI, 1.0) | {UNKNOWN: None}
        seeds = [seed for city in range(2) for seed in plan.seeds(city)]
        found = Plausible(plan, {arm.label: dict.fromkeys(seeds, run) for arm in plan.arms})
        told = InPlausibleCities(found, kpis, read_goal("orders_per_day"))
        return write_plausible(tmp_path, told).read_text("utf-8")

    return page_of


def test_of_several_scenarios_the_table_of_cities_says_of_which_it_is(write):
    page = write(["Cheap", "Dear"], "orders_per_day")
    assert '<h2 id="cities">Plausible cities: Cheap</h2>' in page
    for name in ("Cheap", "Dear"):
        assert f">In plausible cities: {name}</h2>" in page


def test_a_kpi_without_a_value_has_no_table_of_cities(write):
    assert '<h2 id="cities">Plausible cities</h2>' in write(["Dear"], "orders_per_day")
    page = write(["Dear"], UNKNOWN, "orders_per_day")
    assert 'id="cities"' not in page
    assert 'href="#cities"' not in page
