"""Events of the world: festivals and matches, heat and cold, jams, strikes and outages.

Rows 18 and 19, «高峰时段», «特殊天气»: peak hours, bad weather.

    needs in an hour      *= demand_factor * segment_factor, of who is in the zones
    riding time           *= traffic of the hour / speed_factor
    who comes to a shift  *= attendance_factor
    pickup, walking in    += walking_utils

of all that is going on, beside the weather: one influence among others. Each happens on set days,
or at random with a probability of 1 - exp(-per_30_days / 30) a day, by luck that all scenarios
share. A peak is of needs that would not have been; where there are fewer, some do not arise.

In a strike who would not have come to a shift leaves the one he is on, with what is not on board,
and returns when it ends. While the app is down nothing can be ordered in it: people walk in, order
of a rival, or take nothing, and some of these look again when it is up. While payment is down it
fails; while the sync of stock is, the app keeps what it last heard, but for its own sales.

A match brings orders late, students' above all; heat and cold bring orders and keep couriers away
(direction only: sales in Chinese cities by weather, see docs/model.md). All sizes are choices.
"""

from typing import Any

from sim.daytime import DAY_MIN
from sim.flow.parts import Effect, Mechanism
from sim.mechanisms.events import outage
from sim.mechanisms.events.columns import COUNTS_ROW, NAME, rows
from sim.mechanisms.events.demand import needs
from sim.mechanisms.events.process import process
from sim.mechanisms.events.schedule import Happening, schedule
from sim.mechanisms.figures import ratio
from sim.settings.events import Events


def kpis(result: Any) -> dict[str, float | None]:
    """For how long something was going on, whom it brought, and what became of whom it met."""
    happenings = schedule(result.scenario, result.seed, 0)
    counts = {name: int(result.own[NAME][COUNTS_ROW][name][0]) for name in _COUNTED}
    found = counts["n_found_down"]
    return {
        "event_daily_min": going_on_min(happenings, result.days * DAY_MIN) / result.days,
        "event_needs_per_day": counts["n_more"] / result.days,
        "app_down_per_day": found / result.days,
        "app_down_walkin_share": ratio(counts["n_walked"], found),
        "app_down_elsewhere_share": ratio(counts["n_elsewhere"], found),
        "app_down_again_share": ratio(counts["n_back"], found),
        "payment_down_per_day": counts["n_unpaid"] / result.days,
        "strikers_per_day": counts["n_struck"] / result.days,
    }


_COUNTED = ("n_more", "n_found_down", "n_walked", "n_elsewhere", "n_back", "n_unpaid", "n_struck")


def going_on_min(happenings: list[Happening], horizon_min: float) -> float:
    """Minutes from the first midnight to the last in which something is going on."""
    total, until = 0.0, 0.0
    for start_min, end_min, _ in sorted(happenings, key=lambda each: each.start_min):
        start, end = max(start_min, until), min(end_min, horizon_min)
        total += max(0.0, end - start)
        until = max(until, end)
    return total


MECHANISM = Mechanism(
    name=NAME,
    about="festivals, matches, heat, cold, jams, strikes and outages, on set days or at random",
    effects=(
        Effect(
            rows=(18,),
            term_zh="高峰时段：球赛之夜",
            term="a football night: a peak of orders",
            lever="mechanisms.events.happens[0].demand_factor",
            metric="orders_per_day",
            direction="+",
            evidence="assumption: who watches orders",
            change=("1", "1.3"),
            scenario="football-night",
            days=7,
        ),
        Effect(
            rows=(18,),
            term_zh="高峰时段：节日商圈",
            term="a festival: a peak where it is",
            lever="mechanisms.events.happens[0].demand_factor",
            metric="orders_per_day",
            direction="+",
            evidence="assumption: who celebrates orders",
            change=("1", "2"),
            scenario="festival",
            days=7,
        ),
        Effect(
            rows=(18,),
            term_zh="突发事件：应用故障",
            term="an outage of the app at lunch: orders fall",
            lever="mechanisms.events.enabled",
            metric="orders_per_day",
            direction="-",
            evidence="by definition",
            scenario="app-outage",
        ),
        Effect(
            rows=(18,),
            term_zh="突发事件：骑手罢工",
            term="a strike at lunch: deliveries are late",
            lever="mechanisms.events.enabled",
            metric="late_share",
            direction="+",
            evidence="Erlang 1917: fewer servers, longer waits",
            scenario="courier-strike",
        ),
    ),
    settings=Events,
    rows=rows,
    needs=needs,
    process=process,
    kpis=kpis,
    is_met=outage.is_met,
    channel_utils=outage.channel_utils,
    payment_failure=outage.payment_failure,
    chose=outage.chose,
)
