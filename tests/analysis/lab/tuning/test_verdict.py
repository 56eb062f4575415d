"""What a search found, in sentences."""

import pytest

from analysis.lab.lever import Lever, Range, Values
from analysis.lab.tuning.verdict import ends

FEE, SHARE, USE = "policies.pricing.base_cents", "choice.claim_share", "policies.pricing.use"


@pytest.mark.parametrize(
    ("cents", "share", "at_ends"),
    [
        (300, 0.1, []),
        (100, 0.1, ["base_cents"]),
        (116, 0.1, ["base_cents"]),  # two in a hundred of the way from 100 to 900
        (117, 0.1, []),
        (899, 0.1, ["base_cents"]),
        (300, 1.0, ["claim_share"]),
        (900, 0.01, ["base_cents", "claim_share"]),
    ],
)
def test_what_lies_at_the_end_of_its_range_is_named(cents, share, at_ends):
    """By equal factors where the range has these; of a list no end is one of a range."""
    levers = (
        Lever(FEE, Range(100, 900, integer=True), "here"),
        Lever(SHARE, Range(0.01, 1.0, log=True), "here"),
        Lever(USE, Values(("flat", "distance")), "here"),
    )
    assert ends(levers, {FEE: cents, SHARE: share, USE: "flat"}) == at_ends
