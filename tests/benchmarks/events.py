"""How many events a benchmark lives through: speeds compare where the work is the same.

`python -m tests.golden kpis` writes the number down.
"""

from pathlib import Path

from analysis.scenario_file import load_scenario
from sim.scenario import Scenario
from sim.simulation import alive

FILE = Path(__file__).with_name("baseline_events.txt")


def baseline() -> Scenario:
    """The shipped baseline, everything on."""
    return load_scenario("baseline").scenario


def events(scenario: Scenario, seed: int) -> int:
    """Events that the flow puts on its calendar in a run."""
    market = alive(scenario, seed)
    market.live()
    return int(market.world.state["sequence"][0])


def written() -> int:
    """The number that was written down."""
    return int(FILE.read_text(encoding="utf-8"))


def write(number: int) -> None:
    """Write the number down."""
    FILE.write_text(f"{number}\n", encoding="utf-8")
