"""The interval of a share: of how many among a few something held."""

from scipy import stats

CONFIDENCE = 0.95


def share_interval(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n that were drawn (Clopper and Pearson, 1934).

    It is meant for draws on their own; those of a Sobol sequence fill the ranges more evenly, and
    know a share rather better.
    """
    k, doubt = round(share * n), (1 - CONFIDENCE) / 2
    low = stats.beta.ppf(doubt, k, n - k + 1) if k else 0.0
    high = stats.beta.isf(doubt, k + 1, n - k) if k < n else 1.0
    return float(low), float(high)
