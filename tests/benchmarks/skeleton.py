"""What plain SimPy costs for so many orders: eight timeouts each, and nothing else."""

import random
import time

import simpy
from simpy.events import ProcessGenerator

STAGES = 8
ALIVE = 5_000
STAGE_MIN = 6.0


def orders_per_cpu_s(orders: int = 60_000) -> float:
    """Orders a CPU second of a bare skeleton with `ALIVE` orders alive at once."""
    env = simpy.Environment()
    draw = random.Random(0)

    def live() -> ProcessGenerator:
        for _ in range(STAGES):
            yield env.timeout(draw.expovariate(1 / STAGE_MIN))

    def arrive() -> ProcessGenerator:
        for _ in range(orders):
            env.process(live())
            yield env.timeout(STAGES * STAGE_MIN / ALIVE)

    env.process(arrive())
    start = time.process_time()
    env.run()
    return orders / (time.process_time() - start)
