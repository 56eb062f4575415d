"""What a scenario works through that the market lacks, or that the modeller chose: said beside it.

What it lacks is that of docs/model.md, "What the model does not do yet", as far as a policy needs
it. What the market learns to do leaves both.
"""

from collections.abc import Mapping

from analysis.experiment.decided import decided
from analysis.experiment.not_reached import not_reached
from analysis.words import Words
from sim.scenario import Scenario

# By what is decided otherwise; the sentence is `gap.NAME`.
GAPS: Mapping[str, str] = {
    "promise": "belief",
    "guarantee": "guarantee",
    "shown": "shown",
    "fees": "prices",
    "min_order": "min_order",
    "commissions": "commission",
    "coupons": "coupons",
    "pickup": "pickup",
    "ranking": "ranking",
    "service_area": "service_area",
    "radius": "radius",
    "service_fee_cents": "prices",
    "pickup_discount_cents": "prices",
    "pay": "supply",
    "staffing": "supply",
    "roster": "supply",
    "work": "work",
    "doors": "doors",
    "bundles": "bundles",
    "vehicle": "vehicle",
    "reading": "reading",
    "floor": "supply",
    "opening_hours": "opening_hours",
    "kitchen": "kitchens",
    "stock": "stock",
    "outages": "outages",
}
# The same, where a crowd answers to pay and work.
OF_CROWD: Mapping[str, str] = {
    "pay": "crowd",
    "staffing": "crowd",
    "roster": "crowd",
    "work": "crowd",
    "floor": "floor",
}
# The same, where owners answer to the commission.
OF_OWNERS: Mapping[str, str] = {"commissions": "owners"}
# By its name: what is said in place of a sentence where cooks are paid.
WHERE_COOKS_ARE_PAID: Mapping[str, str] = {
    "kitchens": "paid_kitchens",
    "opening_hours": "paid_hours",
    "picking": "paid_picking",
}
# Of what does nothing, or something else, through a mechanism, by both.
GAPS_THROUGH: Mapping[tuple[str, str], str] = {
    ("marketing", "marketing"): "marketing",
    ("tracking", "trust"): "trust",
    ("crm_integrated", "points"): "points",
    ("crm_integrated", "lists"): "ranking",
    ("shifts", "crowd"): "shifts",
    ("stock", "items"): "items",
}
# Whatever differs, where orders are on record.
ON_RECORD = "recorded"
# Mechanisms whose gap bears their own name.
OF_ITSELF = (
    "talk",
    "trust",
    "membership",
    "points",
    "rival",
    "reservation",
    "preorder",
    "updates",
    "foot_traffic",
    "marketing",
    "accessibility",
    "immediacy",
    "browsing",
    "payment",
    "refusals",
    "crowd",
    "care",
    "picking",
    "regulation",
    "confirmation",
    "events",
    "addresses",
    "owners",
    "vetting",
    "returns",
    "addons",
    "kinds",
    "items",
    "replenishment",
    "pooling",
    "drift",
    "channel_habit",
    "coupon_rules",
    "kitchen_wages",
)
# Mechanisms that are set otherwise, as a policy is decided otherwise.
GAPS_OF_MECHANISMS: Mapping[str, str] = {
    "price_memory": "prices",
    "lists": "ranking",
    "lasting_taste": "taste",
    **{name: name for name in OF_ITSELF},
}
# What people compare between platforms, of policies and of mechanisms.
COMPARED = ("fees", "coupons", "service_fee_cents", "pickup_discount_cents", "membership", "points")
# What drives people to another platform, where there is one, without being a price.
LETS_DOWN = (
    "promise",
    "outages",
    "radius",
    "service_area",
    "pickup",
    "trust",
    "events",
    "confirmation",
    "picking",
    "care",
    "vetting",
)
# Log-odds below all others of who opens the app seldom, and how many of them a city has.
_SELDOM_SHIFT, _MANY_SHARE = -2.0, 0.05
# What is said of some coupons beside what holds for all.
OF_COUPONS = ("coupons_of_stores", "knowing", "lapsed", "newcomers")


def gaps(base: Scenario, other: Scenario, words: Words) -> list[str]:
    """A sentence for each gap that a difference between two scenarios meets."""
    ours = decided(base), decided(other)
    mechanisms = dict(base.mechanisms), dict(other.mechanisms)
    table = {
        **GAPS,
        **(OF_CROWD if other.mechanisms.crowd.enabled else {}),
        **(OF_OWNERS if _owners_answer(base, other) else {}),
    }
    met = [*_met(table, *ours), *_met(GAPS_OF_MECHANISMS, *mechanisms)]
    met += _met({name: name for name in OF_COUPONS}, *ours)
    for (policy, mechanism), name in GAPS_THROUGH.items():
        if mechanisms[1][mechanism].enabled:
            met += _met({policy: name}, *ours)
    if "lapsed" in met and _some_buy_little(other):
        met.remove("lapsed")
    answered = "owners" in met and _differs(("commissions",), *ours)
    if answered and not base.mechanisms.owners.enabled:
        met.insert(met.index("owners") + 1, "owners_alone")
    if "newcomers" in met:
        _of_newcomers(met, other)
    if "belief" in met and not other.policies.promise.guarantee.pays:
        met.insert(met.index("belief") + 1, "forfeits")
    if _differs(COMPARED, *ours) or _differs(COMPARED, *mechanisms):
        met += _of_rival(other)
    elif answered:  # who pass it on are dearer
        met += [] if other.mechanisms.rival.enabled else ["no_rival"]
    elif _differs(LETS_DOWN, *ours) or _differs(LETS_DOWN, *mechanisms):
        met += [] if other.mechanisms.rival.enabled else ["nowhere_else"]
    if other.mechanisms.kitchen_wages.enabled:
        met = [WHERE_COOKS_ARE_PAID.get(name, name) for name in met]
    if met and other.replay.orders is not None:
        met = [ON_RECORD]
    return [words(f"gap.{name}") for name in dict.fromkeys(met)]


def _of_newcomers(met: list[str], other: Scenario) -> None:
    """Whether there is anybody to come for a first order; where they do, coupons bring people."""
    talk = other.mechanisms.talk
    if talk.enabled and talk.without_app_share > 0:
        met.remove("coupons")
    else:
        met[met.index("newcomers")] = "no_newcomers"


def _some_buy_little(scenario: Scenario) -> bool:
    """Whether there are as many who open the app seldom, and do not all use coupons, as matter."""
    segments = scenario.consumers.segments
    share = sum(each.share for each in segments if each.opening_shift <= _SELDOM_SHIFT)
    return share >= _MANY_SHARE and scenario.choice.claim_share < 1


def _owners_answer(base: Scenario, other: Scenario) -> bool:
    """Whether there are owners who answer, before the run has ended."""
    return other.mechanisms.owners.enabled and "owners" not in not_reached(base, other)


def _of_rival(scenario: Scenario) -> list[str]:
    """What a policy of prices lacks: a rival, or what the one there is does not do."""
    rival = scenario.mechanisms.rival
    if not rival.enabled:
        return ["no_rival"]
    return ["rival"] if rival.reacts == "match" else ["rival", "silent_rival"]


def _met(
    table: Mapping[str, str], base: Mapping[str, object], other: Mapping[str, object]
) -> list[str]:
    return [name for field, name in table.items() if base.get(field) != other.get(field)]


def _differs(
    fields: tuple[str, ...], base: Mapping[str, object], other: Mapping[str, object]
) -> bool:
    return any(base.get(field) != other.get(field) for field in fields)
