"""What holds outside the hours of a policy: what held before it."""

import pytest

from analysis.scenario_file import ScenarioError, load_scenario, read_overrides

EVENING = 'window = ["17:00", "21:00"]'


@pytest.fixture
def fees(write):
    """Fees in the hours of a file and outside them."""

    def fees(name, text="", *overrides):
        source = write(f"{name}.toml", f'title = "{name}"\n{text}') if text else name
        loaded = load_scenario(source, read_overrides(overrides))
        policies = loaded.scenario.policies
        return policies.pricing.base_cents, policies.otherwise.pricing.base_cents

    return fees


@pytest.fixture(autouse=True)
def base(write):
    write(
        "base.toml", 'title = "base"\nextends = "free-delivery"\npolicies.pricing.base_cents = 500'
    )


def test_that_of_the_file_that_is_extended(fees):
    mine = f'extends = "base.toml"\n[policies.pricing]\nbase_cents = 100\n{EVENING}'
    assert fees("mine", mine) == (100, 500)


def test_that_of_the_scenario_where_set_chooses_another(fees):
    another = "policies.pricing.base_cents=100"
    hours = "policies.pricing.window=['17:00', '21:00']"
    assert fees("base.toml", "", another, hours) == (100, 500)
    assert fees("base.toml", "", hours, another) == (100, 500)
    assert fees("base.toml", "", "policies.pricing={base_cents=100, weekdays=[5]}") == (100, 500)


def test_what_a_policy_replaced_where_it_only_gets_its_hours(fees):
    """Free delivery in the evening alone, not free delivery at all hours."""
    only = f'extends = "free-delivery"\n[policies.pricing]\n{EVENING}'
    assert fees("mine", only) == (0, 350)
    assert fees("free-delivery", "", "policies.pricing.weekdays=[5]") == (0, 350)
    assert fees("base.toml", "", "policies.pricing.weekdays=[5]") == (500, 0)


def test_that_which_is_said(fees):
    said = "policies.otherwise.pricing.base_cents=200"
    assert fees("base.toml", "", "policies.pricing.weekdays=[5]", said) == (500, 200)
    mine = f'extends = "base.toml"\n[policies.pricing]\nbase_cents = 100\n{EVENING}'
    assert fees("mine", mine, said) == (100, 200)


def test_of_what_holds_at_all_hours_nothing_is_said_otherwise(write):
    """The commission is what the evening's policy says; before it stood in the file extended."""
    mine = (
        f'title = "m"\nextends = "commission-12"\n[policies.pricing]\nbase_cents = 100\n{EVENING}'
    )
    policies = load_scenario(write("mine.toml", mine)).scenario.policies
    assert policies.otherwise.pricing.base_cents == 350
    assert policies.pricing.commission_share == 0.12
    for term in ("commission_share = 0.2", "min_order_cents = 2000"):
        path = write("all.toml", f"{mine}\n[policies.otherwise.pricing]\n{term}")
        name = term.partition(" ")[0]
        with pytest.raises(ScenarioError, match=f"otherwise.pricing.{name} does nothing"):
            load_scenario(path)


def test_that_of_before_where_hours_are_changed(fees, write):
    mine = f'title = "m"\nextends = "base.toml"\n[policies.pricing]\nbase_cents = 100\n{EVENING}'
    write("evening.toml", mine)
    assert fees("evening.toml", "", "policies.pricing.weekdays=[5]") == (100, 500)


@pytest.mark.parametrize("day", ['"fri"', "7", "-1"])
def test_a_weekday_that_is_none_is_told_how_they_are_numbered(write, day):
    write("my.toml", f'extends = "baseline"\ntitle = "a"\npolicies.pricing.weekdays = [{day}]\n')
    with pytest.raises(ScenarioError, match=r"weekdays\[0\] = .*0, Monday, to 6, Sunday$"):
        load_scenario("my.toml")
