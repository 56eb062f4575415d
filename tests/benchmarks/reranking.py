"""`python -m tests.benchmarks.reranking`: what re-ranking takes of a day of CPU.

A decision of `popular` every quarter of an hour, put in force, against a day of the district that
lives by it: half a minute of CPU once all is compiled.
"""

import time
from collections.abc import Callable

from analysis.scenario_file import load_scenario, overriding
from sim.policies.asking import begun, decided
from sim.policies.ranking import RANKING
from sim.simulation import alive, run

A_DAY = 96
DECISIONS, REPEATS = 200, 5


def decision_ms() -> float:
    """CPU of one decision, put in force at noon."""
    market = alive(load_scenario("popularity-loop", overriding({"days": 1})).scenario)
    while market.now_min < 720:
        market.step()
    policy = market.scenario.policies.ranking
    memory = begun(policy, RANKING, market.view)

    def decide() -> None:
        for _ in range(DECISIONS):
            ranking = decided(policy, RANKING, market.view, memory)
            RANKING.apply(market, policy, ranking, 0)

    return _least_ms(decide) / DECISIONS


def day_ms() -> float:
    """CPU of a day and its warm-up, for a day."""
    scenario = load_scenario("popularity-loop", overriding({"days": 3})).scenario
    return _least_ms(lambda: run(scenario, 0)) / (scenario.days + scenario.warmup_days)


def _least_ms(call: Callable[[], object]) -> float:
    call()  # compiled
    spent = []
    for _ in range(REPEATS):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return 1000 * min(spent)


if __name__ == "__main__":
    deciding, living = A_DAY * decision_ms(), day_ms()
    print(f"{deciding:.1f} ms of {living:.0f} ms a day: {deciding / living:.1%}")
