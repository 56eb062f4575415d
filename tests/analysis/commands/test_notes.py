"""What `o2o check` adds of what a file need not say."""

from analysis.commands.notes import notes
from tests.cities import scenario


def noted(**sections):
    return list(notes(scenario(sections)))


def test_nothing_where_nothing_goes_unsaid():
    assert noted() == []


def test_what_holds_outside_the_hours_of_a_policy():
    evening = {"use": "flat", "base_cents": 500, "window": ["17:00", "21:00"], "weekdays": [5, 6]}
    otherwise = {"pricing": {"use": "flat", "base_cents": 300}}
    assert noted(policies={"pricing": evening, "otherwise": otherwise}) == [
        "policies.pricing: flat (base_cents = 500) from 17:00 to 21:00 on weekdays 5, 6,"
        " at all other hours flat (base_cents = 300)"
    ]
    daily, weekly = {**evening, "weekdays": range(7)}, {**evening, "window": ["00:00", "24:00"]}
    for told, when in ((daily, "from 17:00 to 21:00"), (weekly, "on weekdays 5, 6")):
        (note,) = noted(policies={"pricing": told})
        assert f"(base_cents = 500) {when}, at all other hours flat" in note


def test_that_episodes_alone_leave_no_other_rain():
    heavy = {"state": "heavy", "start": "18:00", "end": "20:00", "days": [0]}
    assert noted(world={"weather": {"episodes": [heavy]}}) == []
    (note,) = noted(world={"weather": {"mode": "episodes", "episodes": [heavy]}})
    assert note.startswith("world.weather: the episodes and no other rain")


def test_that_no_mechanism_moves_demand_that_is_on_record():
    on = {"trust": {"enabled": True}}
    assert noted(replay={"orders": "orders.csv"}) == []
    (note,) = noted(replay={"orders": "orders.csv"}, mechanisms=on)
    assert note.startswith("replay: orders are on record")


def test_what_is_set_of_a_mechanism_that_is_off():
    told = {"breach_day": 1, "breach_drop": 0.5}
    assert noted(mechanisms={"trust": told}) == [
        "mechanisms.trust is off, and does nothing with breach_day = 1, breach_drop = 0.5"
    ]
    assert noted(policies={"tracking": 0.9}) == [
        "policies: tracking = 0.9 does nothing, since mechanisms.trust is off"
    ]
    on = {"trust": {"enabled": True, **told}}
    assert noted(mechanisms=on, policies={"tracking": 0.9}) == []


def test_one_record_of_a_customer_does_nothing_without_points_and_lists():
    one_record = {"crm_integrated": True}
    assert noted(policies=one_record) == [
        "policies: crm_integrated = true does nothing, "
        "since mechanisms.points and mechanisms.lists are off"
    ]
    for name in ("points", "lists"):
        assert noted(policies=one_record, mechanisms={name: {"enabled": True}}) == []


def test_messages_that_nobody_is_sent():
    sent = {"marketing": [{"use": "everyone"}]}
    assert noted(policies=sent) == [
        "policies.marketing: nothing is sent, since mechanisms.marketing is off"
    ]
    assert noted(policies=sent, mechanisms={"marketing": {"enabled": True}}) == []


def test_an_outage_of_a_sync_that_there_is_not():
    events = {"events": {"enabled": True, "happens": [{"kind": "sync_outage"}]}}
    assert noted(mechanisms=events) == []
    for stock in ({"enabled": False}, {"sync_min": 0}):
        (note,) = noted(mechanisms=events, stock=stock)
        assert note.startswith("mechanisms.events: a sync_outage does nothing")
