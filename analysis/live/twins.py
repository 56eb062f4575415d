"""Twins: the city of the base and its twin under moved levers, side by side on the screen."""

import math
from contextlib import suppress

from analysis.live.living import Pieces, Warm, begun, live_until
from analysis.live.scene import Counted, counted_in
from analysis.loading import Arm
from sim.market import Market


class Twins:
    """Two cities under the same luck. The twin begins at minute 0, and catches up with the base.

    Attributes
    ----------
    base, other
        The markets; `other` may still be behind.
    counted
        What the base had counted at each of its samples.
    """

    def __init__(self, arm: Arm, seed: int, warm: Warm) -> None:
        self._arm, self._seed, self._warm = arm, seed, warm
        self._base: Market | None = None
        self._other: Market | None = None
        self.counted: list[Counted] = []

    @property
    def base(self) -> Market:
        """The city of the base."""
        assert self._base is not None, "begin() comes first"
        return self._base

    @property
    def other(self) -> Market:
        """Its twin."""
        assert self._other is not None, "begin() comes first"
        return self._other

    @property
    def together(self) -> bool:
        """Whether the twin has caught up."""
        return self.other.now_min >= self.base.now_min or not self.other.running

    @property
    def over(self) -> bool:
        """Whether both runs have ended."""
        return not self.base.running and not self.other.running

    @property
    def base_counted(self) -> Counted:
        """What the base had counted when it was where the twin is, or at the sample before."""
        if self.together:
            return counted_in(self.base)
        nth = math.floor(self.other.now_min / self._sample_min)
        return self.counted[nth - 1] if nth > 0 else Counted()

    def begin(self, arm: Arm, at_min: float) -> Pieces[None]:
        """Put both at minute 0, and let them live up to a moment."""
        self.end()
        self._base = yield from begun(self._arm, self._arm, self._seed, self._warm)
        self.counted.clear()
        yield from self.exchange(arm)
        while self.base.running and self.base.now_min < at_min:
            self._live_base(min(at_min, self.base.now_min + self._sample_min))
            yield
        yield from self.catch_up()

    def exchange(self, arm: Arm) -> Pieces[None]:
        """Put another twin in place of the one there is, at minute 0."""
        new = yield from begun(arm, self._arm, self._seed, self._warm)
        if self._other is not None:
            self._other.dissolve()
        self._other = new

    def catch_up(self) -> Pieces[None]:
        """Let the twin live up to where the base is, a sample at a time."""
        while self.other.running and self.other.now_min < self.base.now_min:
            live_until(self.other, min(self.base.now_min, self.other.now_min + self._sample_min))
            yield

    def go_on(self, minutes: float) -> None:
        """Let both live on."""
        at_min = max(self.base.now_min, self.other.now_min) + minutes
        self._live_base(at_min)
        live_until(self.other, at_min)

    def end(self) -> None:
        """Let go of both."""
        for market in (self._base, self._other):
            if market is not None:
                with suppress(AttributeError):  # it was let go of before
                    market.dissolve()
        self._base = self._other = None

    @property
    def _sample_min(self) -> float:
        return self._arm.scenario.sample_min

    def _live_base(self, at_min: float) -> None:
        """Live up to a moment, and keep what was counted at each sample."""
        while self.base.running and self.base.now_min < at_min:
            live_until(self.base, min(at_min, (len(self.counted) + 1) * self._sample_min))
            if self.base.steps > len(self.counted):
                self.counted.append(counted_in(self.base))
