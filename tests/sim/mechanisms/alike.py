"""Runs held against one another, to the bit: what a mechanism that weighs nothing leaves alone."""

from sim.result import RunResult

TABLES = ("orders", "consumers", "stores", "couriers", "funnel", "book")


def differing(one: RunResult, other: RunResult, but: tuple[str, ...] = ()) -> list[str]:
    """The tables in which two runs differ, some left out."""
    return [
        name
        for name in TABLES
        if name not in but and getattr(one, name).tobytes() != getattr(other, name).tobytes()
    ]
