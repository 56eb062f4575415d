"""A ride to a waiting place, without an order."""

from tests.reference.travel import ride_min, way_m


class Move:
    """From here to there along the straight line."""

    def __init__(self, rows, speed_factor, here, there, depart_min):
        self.travel = rows.travel[0]
        self.here, self.there = here, there
        self.metres = way_m(self.travel, here, there)
        self.depart_min = depart_min
        self.arrive_min = depart_min + ride_min(rows, speed_factor, self.metres)

    def place(self, now):
        """Where one is, metres east and north."""
        lasts_min = self.arrive_min - self.depart_min
        if now >= self.arrive_min or lasts_min <= 0:
            return self.there
        share = max(0.0, now - self.depart_min) / lasts_min
        return tuple(
            begin + share * (end - begin) for begin, end in zip(self.here, self.there, strict=True)
        )

    def unridden_m(self, now):
        """What is left of the way, metres."""
        return way_m(self.travel, self.place(now), self.there)
