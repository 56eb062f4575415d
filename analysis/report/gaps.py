"""What policies work through that the market lacks: said where scenarios differ in them.

The table is that of docs/model.md, "What the model does not do yet", as far as a policy needs it.
What the market learns to do leaves both.
"""

from collections.abc import Mapping

from analysis.words import Words
from sim.scenario import Scenario

# By the field of `policies` that differs; the sentence is `gap.NAME`.
GAPS: Mapping[str, str] = {
    "promise": "belief",
    "pricing": "prices",
    "coupons": "coupons",
    "service_fee_cents": "prices",
    "pickup_discount_cents": "prices",
    "pay": "supply",
    "staffing": "supply",
}


def gaps(base: Scenario, other: Scenario, words: Words) -> list[str]:
    """A sentence for each gap that a difference between two scenarios' policies meets."""
    known = base.policies.model_dump(mode="json"), other.policies.model_dump(mode="json")
    met = [name for field, name in GAPS.items() if known[0].get(field) != known[1].get(field)]
    return [words(f"gap.{name}") for name in dict.fromkeys(met)]
