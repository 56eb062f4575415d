"""`python -m tests.benchmarks.live`: how soon a lever of `o2o live` shows its first effect.

A hundred moves of all levers in turn, in a district of 9 000 orders a day, while replications of
the move before are under way; from the move to the first picture in which the twin has counted
something else than the base. The page listens every 60 ms, which is not in it. Where others are at
work too, the CPU time of the city's process says what a machine of its own would take.
"""

import time
from itertools import islice

import numpy as np
import psutil

from analysis.live.messages import Asked, Began, Move, Seen
from analysis.live.session import Session

DISTRICT = ("consumers.count=26000", "couriers.count=364", "stores.count=208")
MOVES = 100
BETWEEN_S = 0.7
ALL_DAY = {"coupon_over": 2000, "coupon_from": 0, "coupon_until": 1440}


def moves():
    """Settings of all levers in turn, each another than the one before."""
    nth = 0
    while True:
        yield "fee", {"fee": 50 * (nth % 6)}
        yield "couriers", {"couriers": 264 + 20 * (nth % 4)}
        yield "coupon", {"coupon_off": 300 + 100 * (nth % 6), **ALL_DAY}
        yield "promise", {"promise_share": 0.6 + 0.05 * (nth % 4)}
        yield "radius", {"radius": 0.4 + 0.05 * (nth % 8)}
        yield "weather", {"weather": ("rain_lunch", "rain_evening", "heavy_evening")[nth % 3]}
        nth += 1


def wait(session: Session, done, within_s: float = 120.0):
    """The first message of which something is true."""
    ends = time.perf_counter() + within_s
    while time.perf_counter() < ends:
        for message in session.heard():
            if done(message):
                return message
        time.sleep(0.002)
    raise TimeoutError("nothing came of it")


def shows(number: int):
    """Whether a message shows an effect of a move."""
    return lambda said: (
        isinstance(said, Seen) and said.number == number and said.base_counted != said.other_counted
    )


def main() -> None:
    """Measure, and print percentiles."""
    session = Session(Asked("baseline", DISTRICT))
    process = psutil.Process(session.pid)
    found: dict[str, list[tuple[float, float]]] = {}
    try:
        wait(session, lambda said: isinstance(said, Began))
        for number, (lever, moved) in enumerate(islice(moves(), MOVES), 1):
            time.sleep(BETWEEN_S)
            begun, cpu_s = time.perf_counter(), sum(process.cpu_times()[:2])
            session.say(Move(number, moved))
            wait(session, shows(number))
            took = time.perf_counter() - begun, sum(process.cpu_times()[:2]) - cpu_s
            found.setdefault(lever, []).append(took)
    finally:
        session.end()
    for name, each in {"all": [one for of in found.values() for one in of], **found}.items():
        for what, seconds in zip(("wall", "CPU"), np.transpose(each), strict=True):
            middle, high, most = np.percentile(seconds, [50, 95, 100])
            within = 100 * np.mean(seconds <= 1.0)
            print(
                f"{name:8} {len(each):3}  {what:4}  p50 {middle:.2f} s  p95 {high:.2f} s"
                f"  most {most:.2f} s  within 1 s {within:.0f} %"
            )


if __name__ == "__main__":
    main()
