"""Luck: the published vectors, and that draws are what their names say."""

import math

import numpy as np
import pytest
from scipy import stats

from sim import luck
from tests.uncompiled import assert_prints_the_same_uncompiled

N = 40_000

# Random123 (Salmon et al. 2011), kat_vectors, philox4x32 7: counter, key, output.
KNOWN_ANSWERS = [
    (
        (0x00000000, 0x00000000, 0x00000000, 0x00000000),
        (0x00000000, 0x00000000),
        (0x5F6FB709, 0x0D893F64, 0x4F121F81, 0x4F730A48),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x5207DDC2, 0x45165E59, 0x4D8EE751, 0x8C52F662),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0x4DFCCABA, 0x190A87F0, 0xC47362BA, 0xB6B5242A),
    ),
]


def within_4_standard_errors(draws, mean, variance):
    return abs(np.mean(draws) - mean) <= 4 * np.sqrt(variance / len(draws))


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
def test_philox_gives_the_published_words(counter, key, output):
    words = luck.philox(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == output


def test_the_counter_is_who_nth_item_purpose_and_the_key_is_the_seed():
    (who, nth, item, purpose), (low, high), output = KNOWN_ANSWERS[2]
    draws = luck.four(high << 32 | low, purpose, who, nth, item)
    assert draws == tuple((word + 0.5) / 2**32 for word in output)


def test_whole_numbers_below_0_are_words_of_their_own():
    """Of the counter, as two's complement: days of a warm-up come before day 0."""
    assert luck.four(0, luck.NEEDS, -1, -32, -64) == luck.four(
        0, luck.NEEDS, 2**32 - 1, 2**32 - 32, 2**32 - 64
    )
    drawn = {luck.luck(0, luck.NEEDS, 5, day) for day in range(-14, 15)}
    assert len(drawn) == 29


def test_no_draw_is_zero_or_one():
    assert 0 < luck.unit(np.uint64(0)) < luck.unit(np.uint64(0xFFFFFFFF)) < 1


def test_no_two_purposes_share_a_number():
    purposes = [n for name, n in vars(luck).items() if name.isupper() and name[0] != "_"]
    assert len(purposes) == 71
    assert len(set(purposes)) == len(purposes)


def test_a_table_of_uniforms_holds_the_draws_of_its_entities():
    table = luck.uniforms(3, luck.CITY, 5, 2)
    assert [tuple(row) for row in table] == [luck.four(3, luck.CITY, who, 2, 0) for who in range(5)]


@pytest.mark.parametrize("word", range(4))
def test_draws_are_uniform(word):
    draws = luck.uniforms(0, luck.TASTE, N)[:, word]
    counts = np.bincount((draws * 50).astype(int), minlength=50)
    chi_square = ((counts - N / 50) ** 2 / (N / 50)).sum()
    assert abs(chi_square - 49) <= 4 * np.sqrt(2 * 49)
    assert within_4_standard_errors(draws, 1 / 2, 1 / 12)


def test_draws_of_any_two_of_purposes_times_seeds_and_words_are_independent():
    tables = [
        luck.uniforms(0, luck.CITY, N),
        luck.uniforms(0, luck.POPULATION, N),
        luck.uniforms(0, luck.CITY, N, 1),
        luck.uniforms(1, luck.CITY, N),
        luck.uniforms(1 << 32, luck.CITY, N),
        luck.uniforms(0, luck.CITY, N + 1)[1:],
    ]
    correlations = np.corrcoef(np.hstack(tables), rowvar=False)
    off_diagonal = correlations[~np.eye(len(correlations), dtype=bool)]
    # 276 pairs: 5 standard errors for the largest.
    assert np.abs(off_diagonal).max() <= 5 / np.sqrt(N)


def test_items_of_one_draw_are_independent():
    pairs = np.array(
        [[luck.luck(0, luck.TASTE, who, 0, item) for item in (0, 1)] for who in range(4000)]
    )
    assert abs(np.corrcoef(pairs.T)[0, 1]) <= 4 / np.sqrt(len(pairs))


def test_exponential_draws_have_the_moments_of_the_exponential_distribution():
    draws = np.array([luck.exponential(0, luck.PATIENCE, who, 0) for who in range(N)])
    assert within_4_standard_errors(draws, 1, 1)
    assert within_4_standard_errors(draws**2, 2, 20)


def test_normal_draws_have_the_moments_of_the_normal_distribution():
    draws = np.array([luck.normal(0, luck.BASKET, who, 0) for who in range(N)])
    assert within_4_standard_errors(draws, 0, 1)
    assert within_4_standard_errors(draws**2, 1, 2)
    assert within_4_standard_errors(draws**3, 0, 15)
    assert within_4_standard_errors(draws**4, 3, 96)


@pytest.mark.parametrize("mean", [0.1, 1.5, 30.0, 600.0])
def test_poisson_counts_are_the_quantiles_of_the_poisson_distribution(mean):
    uniforms = luck.uniforms(0, luck.NEEDS, 500)[:, 0]
    counts = [luck.poisson(mean, uniform) for uniform in uniforms]
    assert counts == stats.poisson.ppf(uniforms, mean).astype(int).tolist()
    assert within_4_standard_errors(counts, mean, mean)


def test_a_mean_of_zero_gives_no_event():
    assert luck.poisson(0.0, luck.unit(np.uint64(0xFFFFFFFF))) == 0


SAMPLE = """
from sim import luck
print([draw.hex() for row in luck.uniforms(2**40 + 7, luck.TASTE, 5, 3) for draw in row])
print([luck.luck(5, luck.TASTE, who, 1, 2).hex() for who in range(20)])
print([luck.exponential(5, luck.PATIENCE, who, 1).hex() for who in range(20)])
print([luck.normal(5, luck.BASKET, who, 1).hex() for who in range(20)])
print([luck.poisson(2.5, luck.luck(5, luck.NEEDS, who, 1)) for who in range(20)])
"""


def test_uncompiled_draws_are_the_same_to_the_bit():
    assert_prints_the_same_uncompiled(SAMPLE)


def test_a_lognormal_factor_has_mean_one():
    """Exactly, of the Box and Muller normal of its draws; without spread it is 1."""
    normal = luck.standard_normal(0.5, 0.25)
    assert normal == math.sqrt(-2 * math.log(0.5)) * math.cos(2 * math.pi * 0.25)
    assert luck.lognormal(0.4, normal) == math.exp(0.4 * normal - 0.08)
    assert luck.lognormal(0.0, normal) == 1
