"""The text of a scenario file that says nothing but its shifts."""

from analysis.scenario_file.text import toml_value
from analysis.staffing.plan import Plan


def scenario_text(extends: str, title: str, plan: Plan, *, restate_policy: bool) -> str:
    """TOML that gives the scenario it extends the shifts of a plan.

    `restate_policy`: the scenario has a staffing policy that would not look at them.
    """
    policy = '\n[policies.staffing]\nuse = "historical"\n' if restate_policy else ""
    shifts = "\n".join(
        f'    {{ share = {shift.share:.9g}, start = "{shift.start}", end = "{shift.end}" }},'
        for shift in plan.shifts
    )
    return (
        f"extends = {toml_value(extends)}\n"
        f"title = {toml_value(title)}\n"
        'why = "Do the same couriers with the same hours, worked at other times of the day, '
        'make waits shorter?"\n'
        f"{policy}\n"
        "[couriers]\n"
        f"shifts = [\n{shifts}\n]\n"
    )
