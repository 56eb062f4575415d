"""What is mutated, and by which tests it is tried."""

from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Modules whose equations and bookings the tests must hold to the letter.
SOURCES = (
    "sim/agents/*.py",
    "sim/ledger.py",
    "sim/flow/kitchen.py",
    "sim/flow/checkout.py",
    "sim/flow/coupons.py",
    "sim/flow/ending.py",
    "sim/flow/pay.py",
    "sim/flow/quote.py",
    "sim/flow/shelf.py",
    "sim/flow/worth.py",
    "sim/flow/channels/*.py",
    "sim/apportionment.py",
    "sim/policies/dispatch/detours.py",
    "sim/policies/dispatch/insertion.py",
    "sim/policies/dispatch/rolling_horizon/routes.py",
)
# The tests of these modules and of what calls them, without those that take long uncompiled.
TESTS = (
    "tests/sim/agents",
    "tests/sim/flow",
    "tests/sim/test_apportionment.py",
    "tests/sim/test_ledger.py",
    "tests/sim/test_recording.py",
    "tests/sim/policies/dispatch/test_detours.py",
    "tests/sim/policies/dispatch/test_insertion.py",
    "tests/sim/policies/dispatch/rolling_horizon/test_routes.py",
)
LEFT_OUT = (
    "tests/sim/flow/test_calendar.py",
    "tests/sim/flow/test_flow.py",
    "tests/sim/flow/test_past.py",
)


def modules(sources: Sequence[str] = SOURCES) -> list[str]:
    """The names of all modules of the sources, in order."""
    found = []
    for pattern in sources:
        files = sorted(ROOT.glob(pattern))
        if not files:
            raise SystemExit(f"there is no {pattern}: tests/mutants/targets.py names it")
        found += [
            ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for file in files
            if file.name != "__init__.py"
        ]
    return found
