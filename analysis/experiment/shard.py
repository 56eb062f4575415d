"""A shard: the part of an experiment that one of several machines runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.experiment.unit import Unit


@dataclass(frozen=True)
class Shard:
    """The `number`-th of `of` parts, counted from 1."""

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> "Shard":
        """From a text such as "1/4".

        Raises
        ------
        ValueError
            Says what is allowed.
        """
        number, slash, of = text.partition("/")
        if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
            raise ValueError(f"--shard: '{text}' is no part such as 1/4, the first of four")
        return cls(int(number), int(of))

    def own(self, units: Sequence[Unit]) -> list[Unit]:
        """The units of this part: seed by seed in turns, so that warm-ups are shared in each.

        Where there are fewer seeds than parts, unit by unit.
        """
        seeds = {seed: nth for nth, seed in enumerate(sorted({unit.seed for unit in units}))}
        if len(seeds) < self.of:
            return list(units[self.number - 1 :: self.of])
        return [unit for unit in units if seeds[unit.seed] % self.of == self.number - 1]

    def n_own(self, n_arms: int, n_seeds: int) -> int:
        """How many units of this part there are, of so many arms under so many seeds."""
        if n_seeds < self.of:
            return len(range(self.number - 1, n_arms * n_seeds, self.of))
        return n_arms * len(range(self.number - 1, n_seeds, self.of))


WHOLE = Shard(1, 1)
