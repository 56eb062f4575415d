"""How likely the values of a setting are: a range, a law, or choices.

Nothing is drawn beyond `low` and `high`, and what is drawn from a setting that counts is whole.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["uniform", "normal", "lognormal", "triangular", "choices"]

# Kinds that a table names, and what stands behind each.
KINDS: Mapping[str, str] = {
    "normal": "[mean, standard deviation]",
    "lognormal": "[median, standard deviation of the logarithm]",
    "triangular": "[low, mode, high]",
    "choices": "[value, value, ...]",
}
_DIGITS = 6  # significant ones of a number that is drawn


@dataclass(frozen=True)
class Distribution:
    """How likely the values of a setting are."""

    path: str
    kind: Kind
    numbers: tuple[float, ...] = ()  # as KINDS has them; of a range its ends
    low: float = -math.inf  # nothing is drawn beyond
    high: float = math.inf
    whole: bool = False
    options: tuple[Any, ...] = ()
    weights: tuple[float, ...] = ()

    @property
    def ends(self) -> tuple[Any, ...]:
        """The values between which all lie; of a choice, all there are."""
        return self.options if self.kind == "choices" else (self.low, self.high)

    def at(self, u: float) -> Any:
        """The value below which a share `u` of it lies, from 0 to 1 (exclusive)."""
        if self.kind == "choices":
            return self.options[self._place(u)]
        if self.kind == "uniform" and self.whole:
            return min(math.floor(self.low + u * (self.high + 1 - self.low)), int(self.high))
        found = min(max(self._number(u), self.low), self.high)
        return round(found) if self.whole else float(f"{found:.{_DIGITS}g}")

    def _place(self, u: float) -> int:
        """Which of the options."""
        total, reached = sum(self.weights), 0.0
        for nth, weight in enumerate(self.weights[:-1]):
            reached += weight / total
            if u < reached:
                return nth
        return len(self.weights) - 1

    def _number(self, u: float) -> float:
        if self.kind == "uniform":
            return self.low + u * (self.high - self.low)
        from scipy import stats  # a second

        if self.kind == "triangular":
            low, mode, high = self.numbers
            law = stats.triang((mode - low) / (high - low), low, high - low)
        elif self.kind == "normal":
            law = stats.norm(*self.numbers)
        else:
            median, sigma = self.numbers
            law = stats.lognorm(sigma, scale=median)
        below, above = law.cdf(self.low), law.cdf(self.high)
        return float(law.ppf(below + u * (above - below)))

    def plain(self) -> dict[str, Any]:
        """As a file would say it."""
        if self.kind == "choices":
            return {"choices": list(self.options), "weights": list(self.weights)}
        if self.kind == "uniform":
            return {"uniform": [self.low, self.high]}
        return {self.kind: list(self.numbers), "low": self.low, "high": self.high}
