"""The queue of agents beside the closed form of the Erlang-A queue, M/M/c + M.

Of a birth and death process, births by `rate`, deaths by min(n, c) services and max(0, n - c) who
lose patience: who leaves are patience's share of the mean queue, and the mean wait, of who leaves
too, is the mean queue over the rate (Little 1961).
"""

import math

import numpy as np
import pytest

from sim.mechanisms.care.agents import SERVER, begins_min, hours_until_duty

BATCHES = 25


def closed_form(rate, handle_min, patience_min, n_agents):
    """The share who leave, and the mean wait of all, minutes."""
    n_most = n_agents + 2000
    log_weight, weights = 0.0, [0.0]
    for n in range(1, n_most):
        deaths = min(n, n_agents) / handle_min + max(0, n - n_agents) / patience_min
        log_weight += math.log(rate / deaths)
        weights.append(log_weight)
    p = np.exp(np.array(weights) - max(weights))
    p /= p.sum()
    queue = float((p * np.maximum(0, np.arange(n_most) - n_agents)).sum())
    return queue / patience_min / rate, queue / rate


def lived(rate, handle_min, patience_min, n_agents, n, seed):
    """Whether each of `n` contacts is left, and its wait, once the queue has settled."""
    draw = np.random.default_rng(seed)
    gaps, patience = draw.exponential(1 / rate, n), draw.exponential(patience_min, n)
    handling = draw.exponential(handle_min, n)
    servers = SERVER.empty(n_agents)
    until_duty = hours_until_duty([n_agents] * 24, 1, n_agents)
    left, waited, at_min = np.zeros(n, bool), np.zeros(n), 0.0
    for nth in range(n):
        at_min += gaps[nth]
        begins = begins_min(servers, until_duty, at_min, patience[nth], handling[nth])
        left[nth] = begins == math.inf
        waited[nth] = patience[nth] if left[nth] else begins - at_min
    return left[n // 10 :], waited[n // 10 :]


def close_to(values, expected):
    """Within four standard errors, of means of batches that follow one another."""
    means = np.array([batch.mean() for batch in np.array_split(values, BATCHES)])
    error = means.std(ddof=1) / math.sqrt(BATCHES)
    print(f"{values.mean():.5f}, exactly {expected:.5f}, standard error {error:.5f}")
    return abs(values.mean() - expected) < 4 * error


def agrees(*, n, rate, handle_min, patience_min, n_agents):
    left, waited = lived(rate, handle_min, patience_min, n_agents, n, seed=1)
    share, wait_min = closed_form(rate, handle_min, patience_min, n_agents)
    assert close_to(left.astype(float), share)
    assert close_to(waited, wait_min)


def test_who_leaves_and_who_waits_for_how_long_is_that_of_erlang_a():
    agrees(n=8000, rate=0.5, handle_min=5, patience_min=4, n_agents=3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "handle_min", "patience_min", "n_agents"),
    [
        (0.1, 5, 4, 1),
        (0.5, 5, 4, 3),
        (1.0, 5, 4, 3),  # more than they can do
        (2.0, 8, 6, 16),
        (0.3, 3, 60, 1),  # hardly anybody leaves
        (0.3, 3, 0.5, 1),  # hardly anybody waits
    ],
)
def test_so_it_is_whatever_the_load_and_the_patience(rate, handle_min, patience_min, n_agents):
    agrees(
        n=100_000,
        rate=rate,
        handle_min=handle_min,
        patience_min=patience_min,
        n_agents=n_agents,
    )


def test_without_a_queue_the_closed_form_is_erlang_s_loss():
    """One agent whom nobody waits for: rho / (1 + rho) are lost."""
    share, wait_min = closed_form(0.3, 3, 1e-6, 1)
    assert share == pytest.approx(0.9 / 1.9, rel=1e-4)
    assert wait_min == pytest.approx(0, abs=1e-5)


def test_with_endless_patience_the_closed_form_is_erlang_s_delay():
    """One agent: the mean wait is rho / (1 - rho) services."""
    share, wait_min = closed_form(0.2, 3, 1e7, 1)
    assert share == pytest.approx(0, abs=1e-5)
    assert wait_min == pytest.approx(3 * 0.6 / 0.4, rel=1e-4)
