"""Every number of a scenario has bounds, and takes nothing but a number within them."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le, Lt
from pydantic import ValidationError
from pydantic_core import SchemaValidator

from sim.policies.families import BUILT_IN
from sim.scenario import Scenario
from sim.settings import Section

NUMBERS = ("int", "float")


def leaves(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each number and truth value of pydantic's schema of a model, by the fields it stands in."""
    if isinstance(schema, dict):
        if schema.get("type") in (*NUMBERS, "bool"):
            yield path, schema
        for key, inner in schema.items():
            named = schema.get("type") == "model-fields" and key == "fields"
            fields = inner if named else {"": inner}
            for name, field in fields.items():
                yield from leaves(field, f"{path}.{name}" if name else path)
    elif isinstance(schema, (list, tuple)):
        for inner in schema:
            yield from leaves(inner, path)


def models(model: type[Section]) -> Iterator[type[Section]]:
    """All models of settings and policies that a module has made so far."""
    for inner in model.__subclasses__():
        yield inner
        yield from models(inner)


POLICIES = [policy for built_in in BUILT_IN.values() for policy in built_in.values()]
LEAVES = [
    (f"{model.__name__}{path}", schema)
    for model in (Scenario, *POLICIES)
    for path, schema in leaves(model.__pydantic_core_schema__)
]


def finite(*bounds: float | None) -> bool:
    return any(bound is not None and math.isfinite(bound) for bound in bounds)


def test_the_walk_sees_settings_and_policies():
    seen = [path for path, _ in LEAVES]
    assert {"Scenario.days", "Scenario.consumers.segments.basket_sigma"} <= set(seen)
    assert {"Scenario.policies.coupons.audience.lapsed_days", "SurgeFee.cap"} <= set(seen)
    assert len(seen) > 250


@pytest.mark.parametrize("bound", [Ge, Gt, Le, Lt])
def test_no_field_has_a_bound_of_its_own_beside_that_of_its_kind(bound):
    """Pydantic would take the one and forget the other."""
    twice = [
        f"{model.__name__}.{name}"
        for model in models(Section)
        for name, field in model.model_fields.items()
        if sum(isinstance(each, bound) for each in field.metadata) > 1
    ]
    assert twice == []


def test_every_number_has_a_finite_least_and_most():
    numbers = [(path, schema) for path, schema in LEAVES if schema["type"] in NUMBERS]
    loose = [
        path
        for path, schema in numbers
        if not finite(schema.get("ge"), schema.get("gt"))
        or not finite(schema.get("le"), schema.get("lt"))
    ]
    assert loose == []


def test_no_number_or_truth_value_is_read_from_another_type():
    assert [path for path, schema in LEAVES if not schema.get("strict")] == []


@pytest.mark.parametrize("value", ["7", True, math.nan, math.inf, -math.inf, 10**400, 1e300, None])
def test_what_is_no_number_is_refused_everywhere(value):
    for path, schema in LEAVES:
        if schema["type"] in NUMBERS:
            with pytest.raises(ValidationError):
                pytest.fail(f"{path} = {SchemaValidator(schema).validate_python(value)}")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("days", 366.0),
        ("consumers.count", 1e6),
        ("stores.count", 3e2),
    ],
)
def test_a_whole_number_may_be_written_as_1e6(path, value):
    section, _, name = path.rpartition(".")
    tree = {section: {name: value}} if section else {name: value}
    scenario = Scenario.model_validate({"title": "t", **tree})
    found = getattr(getattr(scenario, section), name) if section else getattr(scenario, name)
    assert found == value
    assert type(found) is int
