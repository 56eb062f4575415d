import pytest

from analysis.scenario_file.units import unit_hint


@pytest.mark.parametrize(
    ("key", "known", "hint"),
    [
        ("wait_s", "wait_min", "the unit is minutes: wait_min"),
        ("wait_minutes", "wait_min", "the unit is minutes: wait_min"),
        ("wait", "wait_min", "the unit is minutes: wait_min"),
        ("fee_yuan", "fee_cents", "the unit is cents: fee_cents"),
        ("radius_km", "radius_m", "the unit is metres: radius_m"),
        ("speed_kmh", "speed_m_per_min", "the unit is metres per minute: speed_m_per_min"),
        ("late_percent", "late_share", "the unit is a share between 0 and 1: late_share"),
        ("wage_per_hour", "wage_cents_per_min", "the unit is cents per minute: wage_cents_per_min"),
    ],
)
def test_a_key_that_is_right_but_for_its_unit_is_recognised(key, known, hint):
    assert unit_hint(key, ["count", known]) == hint


@pytest.mark.parametrize(
    ("key", "known"), [("waits_s", "wait_min"), ("count_s", "count"), ("_min", "wait_min")]
)
def test_another_word_is_no_matter_of_units(key, known):
    assert unit_hint(key, [known]) is None


def test_a_wrong_unit_in_a_file_is_explained(write, faults):
    write("my.toml", 'title = "a"\n[couriers]\nwait_s = 3\nfee_yuan = 2\n')
    assert faults("my.toml") == [
        "my.toml:3: couriers.wait_s: unknown key; the unit is minutes: wait_min",
        "my.toml:4: couriers.fee_yuan: unknown key; the unit is cents: fee_cents",
    ]
