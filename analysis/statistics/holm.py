"""Many differences looked at together: which would still be told from chance (Holm 1979)."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def surviving(p_values: Mapping[K, float], level: float = 0.05) -> frozenset[K]:
    """Those whose hypothesis of no difference is rejected.

    The chance to reject any true hypothesis among all of them is at most `level`: the smallest of
    n p-values is held against level / n, the next against level / (n - 1), until one is larger.
    """
    rejected = []
    rising = sorted(p_values, key=lambda key: p_values[key])
    for nth, key in enumerate(rising):
        if p_values[key] > level / (len(rising) - nth):
            break
        rejected.append(key)
    return frozenset(rejected)
