"""A scenario refuses what makes no sense, takes users' policies, and survives being written."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.city import draw_city
from sim.policies.families import BUILT_IN
from sim.policies.family import use_of
from sim.policies.pricing import FlatFee, PricingPolicy, SurgeFee, Tariff
from sim.scenario import Scenario
from sim.settings import SEGMENTS, SHIFTS
from tests.sim.worlds import scenario_of


def refused(**sections):
    """The one complaint: where, and what."""
    with pytest.raises(ValidationError) as caught:
        scenario_of(**sections)
    (complaint,) = caught.value.errors()
    return ".".join(str(part) for part in complaint["loc"]), complaint["msg"]


def test_a_scenario_says_what_it_is_about_in_chinese_where_it_can():
    both = scenario_of(title="Rain", why="Who stays dry?", title_zh="雨", why_zh="谁不淋湿？")
    assert both.about("zh") == ("雨", "谁不淋湿？")
    assert both.about("en") == ("Rain", "Who stays dry?")
    assert scenario_of(title="Rain", why="Who?").about("zh") == ("Rain", "Who?")


# Cross-field rules quote the values


def test_segments_are_the_whole_population():
    halves = [segment.model_dump() | {"share": 0.5} for segment in SEGMENTS[:3]]
    assert refused(consumers={"segments": halves}) == (
        "consumers",
        "Value error, the shares of the segments must add up to 1, not 1.5",
    )


def test_shifts_are_the_whole_fleet():
    half = SHIFTS[0].model_dump() | {"share": 0.5}
    assert refused(couriers={"shifts": [half]}) == (
        "couriers",
        "Value error, the shares of the shifts must add up to 1, not 0.5",
    )


@pytest.mark.parametrize("hours", [[0] * 24, [1e-9] * 24])
@pytest.mark.parametrize("name", ["weekday_hours", "weekend_hours"])
def test_hours_hold_a_share(name, hours):
    where, what = refused(demand={name: hours})
    assert where == "demand"
    assert f"{name} must hold a share above 0; they add up to {sum(hours):g}" in what


def test_an_hour_s_share_is_not_negative():
    with pytest.raises(ValidationError, match=r"weekday_hours.0\n.*greater than or equal to 0"):
        scenario_of(demand={"weekday_hours": [-1] + [1] * 23})


def test_a_busy_weekend_is_one_that_can_be_drawn():
    where, what = refused(demand={"weekend_factor": 9})
    assert where == ""
    assert "demand.weekend_factor: 9 times consumers.segments[4].needs_per_day (2.4)" in what
    assert "21.6 needs a day; at most 20" in what


def test_shelves_hold_what_can_be_counted():
    many = {"consumers": {"count": 20_000_000}, "stock": {"days_of_demand": 1000}}
    where, what = refused(**many)
    assert where == ""
    assert "stores.expected_orders_per_need: 0.3 for each of" in what
    assert "at most 1,000,000,000 can be counted" in what
    assert scenario_of(**(many | {"stock": {"enabled": False, "days_of_demand": 1000}}))


def test_a_coupon_takes_no_more_off_than_its_threshold():
    coupon = {"use": "threshold", "off_cents": 9000, "over_cents": 3000}
    _, what = refused(policies={"coupons": [coupon]})
    assert "off_cents (9000) must not exceed over_cents (3000)" in what
    assert scenario_of(policies={"coupons": [coupon | {"over_cents": 0}]})


def test_a_coupon_s_funding_adds_up():
    coupon = {"use": "percent", "funded_by": {"platform": 0.5, "store": 0.25}}
    where, what = refused(policies={"coupons": [coupon]})
    assert where == "policies.coupons.0.percent.funded_by"
    assert "platform, store and sponsor must add up to 1, not 0.75" in what


def test_a_window_may_pass_midnight_but_lasts_for_a_while():
    coupon = {"use": "percent", "window": ["22:00", "02:30"]}
    assert scenario_of(policies={"coupons": [coupon]}).policies.coupons[0].window[1] == "02:30"
    _, what = refused(policies={"coupons": [{**coupon, "window": ["14:00", "14:00"]}]})
    assert "starts and ends at 14:00; all day is from 00:00 to 24:00" in what


def test_staffing_has_no_hours():
    _, what = refused(policies={"staffing": {"use": "historical", "weekdays": [5, 6]}})
    assert "staffing is decided once, before the first day, and has no window" in what


def test_what_holds_otherwise_holds_at_all_hours():
    night = {"pricing": {"use": "flat", "window": ["20:00", "24:00"]}}
    where, what = refused(policies={"otherwise": night})
    assert where == "policies.otherwise"
    assert "pricing: what holds otherwise has no window or weekdays" in what


@pytest.mark.parametrize(
    ("pricing", "expected"),
    [
        ({}, False),
        ({"window": ["17:00", "20:00"]}, False),
        ({"weekdays": [6, 5, 4, 3, 2, 1, 0]}, False),
        ({"weekdays": [5, 6]}, True),
    ],
)
def test_policies_of_some_weekdays_are_weekly(pricing, expected):
    policies = {"pricing": {"use": "flat", **pricing}}
    assert scenario_of(policies=policies).policies.weekly == expected


@pytest.mark.parametrize(
    ("outage", "complaint"),
    [
        ({"stores": [1, 160]}, "world.outages[0].stores: there is no number 160, only 0 to 159"),
        (
            {"stores": ["Jade"]},
            "world.outages[0].stores: only recorded stores have names such as 'Jade'",
        ),
        ({"stores": [-1]}, "greater than or equal to 0"),
        ({"stores": [""]}, "at least 1 character"),
        ({"zones": [25]}, "world.outages[0].zones: there is no number 25, only 0 to 24"),
        (
            {"zones": [2], "days": [7]},
            "world.outages[0].days: day 7 never comes in a run",
        ),
        (
            {"zones": [2], "days": [1], "weekdays": [0]},
            "world.outages[0].weekdays: none of the days 1 is one of the weekdays 0",
        ),
        ({"days": [1]}, "names neither stores nor zones"),
    ],
)
def test_an_outage_hits_somebody_some_day(outage, complaint):
    _, what = refused(world={"outages": [outage]})
    assert complaint in what


def test_recorded_stores_have_any_names():
    outages = [{"stores": ["Jade", 10_999, 999]}]
    replayed = scenario_of(world={"outages": outages}, replay={"orders": "mine.csv"})
    assert replayed.world.outages[0].stores == ("Jade", 10_999, 999)


def test_the_city_s_zones_are_counted_before_it_is_drawn():
    for sides in ({"width_m": 2500}, {"height_m": 1010, "cell_m": 300, "zone_m": 700}):
        section = scenario_of(city=sides).city
        assert section.n_zones == draw_city(section, 1).n_zones


@pytest.mark.parametrize("clock", ["24:01", "9:30", "noon", "12:60"])
def test_a_window_holds_times_of_day(clock):
    _, what = refused(policies={"coupons": [{"use": "percent", "window": ["00:00", clock]}]})
    assert f"'{clock}' is not a time of day" in what


def test_a_window_may_end_at_midnight_but_not_begin_then():
    coupon = {"use": "percent", "window": ["20:00", "24:00"]}
    assert scenario_of(policies={"coupons": [coupon]}).policies.coupons[0].window[1] == "24:00"
    _, what = refused(policies={"coupons": [{**coupon, "window": ["24:00", "24:00"]}]})
    assert "starts and ends at 24:00" in what
    _, what = refused(policies={"coupons": [{**coupon, "window": ["24:00", "02:00"]}]})
    assert "'24:00' is not a time of day" in what


def test_a_weekday_is_one_of_seven():
    _, what = refused(policies={"coupons": [{"use": "percent", "weekdays": [0, 7]}]})
    assert "less than or equal to 6" in what


def test_a_coupon_addresses_segments_that_exist():
    coupon = {"use": "percent", "audience": {"segments": ["student", "artist"]}}
    _, what = refused(policies={"coupons": [coupon]})
    assert "no segment named 'artist'; known: student, office, family, senior, regular" in what


# Unknown keys, bounds, types


@pytest.mark.parametrize(
    ("sections", "where"),
    [
        ({"citty": {}}, "citty"),
        ({"city": {"width": 1}}, "city.width"),
        ({"couriers": {"acceptance": {"alwayz": True}}}, "couriers.acceptance.alwayz"),
        ({"policies": {"pricing": {"use": "flat", "fee": 3}}}, "policies.pricing.flat.fee"),
    ],
)
def test_unknown_keys_are_refused_where_they_stand(sections, where):
    assert refused(**sections) == (where, "Extra inputs are not permitted")


@pytest.mark.parametrize(
    ("sections", "where"),
    [
        ({"days": 0}, "days"),
        ({"city": {"width_m": 99}}, "city.width_m"),
        ({"choice": {"payment_failure_share": 1.01}}, "choice.payment_failure_share"),
        ({"stores": {"opens": "7:00"}}, "stores.opens"),
        ({"kitchen": {"shape": float("inf")}}, "kitchen.shape"),
        ({"demand": {"weekday_hours": [1] * 23}}, "demand.weekday_hours"),
        ({"policies": {"dispatch": {"use": "nearest", "every_min": 0}}}, "every_min"),
    ],
)
def test_values_out_of_bounds_are_refused(sections, where):
    assert refused(**sections)[0].endswith(where)


def test_a_policy_nobody_knows_is_refused_with_those_that_are_known():
    where, what = refused(policies={"pricing": {"use": "sruge"}})
    assert where == "policies.pricing"
    assert "'sruge'" in what
    assert all(f"'{name}'" in what for name in BUILT_IN["pricing"])


def test_a_title_is_needed():
    with pytest.raises(ValidationError, match="title"):
        Scenario.model_validate({})


def test_a_scenario_cannot_be_changed():
    scenario = scenario_of()
    with pytest.raises(ValidationError, match="frozen"):
        scenario.days = 3
    with pytest.raises(ValidationError, match="frozen"):
        scenario.policies.pricing.base_cents = 3


def test_whole_numbers_become_floats_where_floats_are_meant():
    """A record of an int column would be another compiled type."""
    assert isinstance(scenario_of().city.width_m, float)
    assert isinstance(scenario_of(city={"width_m": 3000}).city.width_m, float)
    assert isinstance(scenario_of().policies.dispatch.radius_m, float)


# Policies


class HappyHour(PricingPolicy):
    """Free rides in one hour of the day."""

    use: Literal["happy_hour"] = "happy_hour"
    hour: int = 18

    def __call__(self, view):
        base = 0.0 if view.minute_of_day // 60 == self.hour else 400.0
        return Tariff(np.full(view.n_zones, base), np.zeros(view.n_zones))


def test_a_user_s_policy_takes_the_place_of_a_built_in_one():
    policy = HappyHour(hour=17)
    scenario = scenario_of(policies={"pricing": policy})
    assert scenario.policies.pricing is policy
    assert scenario.model_dump()["policies"]["pricing"] == {
        "window": ("00:00", "24:00"),
        "weekdays": (0, 1, 2, 3, 4, 5, 6),
        "use": "tests.sim.test_scenario:HappyHour",  # by which a file can name it
        "hour": 17,
        "every_min": 15.0,
        "show": "in_parts",
        "free_over_cents": 0,
        "min_order_cents": 0,
        "commission_share": 0.08,
        "small_commission_share": None,
    }


def test_a_policy_of_another_family_is_refused():
    with pytest.raises(ValidationError, match=r"policies\.dispatch"):
        scenario_of(policies={"dispatch": FlatFee()})


def test_the_use_name_chooses_the_policy():
    scenario = scenario_of(policies={"pricing": {"use": "surge", "cap": 3}})
    assert scenario.policies.pricing == SurgeFee(cap=3)


@pytest.mark.parametrize(
    ("family", "use"), [(family, use) for family, uses in BUILT_IN.items() for use in uses]
)
def test_every_built_in_policy_is_chosen_by_its_own_name(family, use):
    policy = BUILT_IN[family][use]
    assert policy.model_fields["use"].default == use
    chosen = {"use": use}
    listed = family in ("coupons", "marketing")
    policies = {family: [chosen] if listed else chosen}
    works_through = {"lists": {"enabled": True}, "lasting_taste": {"enabled": True}}
    found = getattr(scenario_of(policies=policies, mechanisms=works_through).policies, family)
    assert isinstance(found[0] if listed else found, policy)


# Writing and reading


COUPONS = st.lists(
    st.one_of(
        st.builds(lambda cents: {"use": "threshold", "off_cents": cents}, st.integers(0, 900)),
        st.builds(
            lambda cents: {"use": "percent", "budget_cents": cents, "weekdays": [5, 6]},
            st.none() | st.integers(0, 10**9),
        ),
        st.just({"use": "free_delivery", "audience": {"segments": ["family"]}}),
    ),
    max_size=3,
)


@given(
    days=st.integers(1, 366),
    width_m=st.floats(100, 200_000),
    coupons=COUPONS,
    pricing=st.sampled_from(["flat", "distance", "surge"]),
)
def test_a_scenario_written_and_read_is_equal(days, width_m, coupons, pricing):
    scenario = scenario_of(
        days=days,
        city={"width_m": width_m},
        policies={"coupons": coupons, "pricing": {"use": pricing}},
        world={"weather": {"episodes": [{"state": "rain", "start": "10:00", "end": "11:00"}]}},
    )
    again = Scenario.model_validate(scenario.model_dump())
    assert again == scenario
    assert Scenario.model_validate_json(scenario.model_dump_json()) == scenario
    assert again.model_dump_json() == scenario.model_dump_json()


def test_scenarios_that_differ_anywhere_are_not_equal():
    assert scenario_of() == scenario_of(couriers={"acceptance": {"constant": 4.3}})
    assert scenario_of() != scenario_of(couriers={"acceptance": {"constant": 4.2}})
    assert scenario_of() != scenario_of(policies={"pricing": {"use": "distance"}})


def test_a_policy_of_a_script_is_called_the_same_in_every_process():
    for module in ("__main__", "__mp_main__"):  # a worker's name for the script that was started
        fee = type("Fee", (FlatFee,), {"__module__": module, "__qualname__": "Fee"})
        assert use_of(fee()) == "__main__:Fee"
