"""Times of day, as scenario files write them."""

DAY_MIN = 1440.0


def minutes(clock: str) -> float:
    """Minutes after midnight of a time such as '10:30'."""
    hours, rest = clock.split(":")
    return 60.0 * int(hours) + int(rest)
