"""The JSON Schema says what scenario files may hold."""

import json

import pytest

from analysis.commands.schema import file_schema, print_schema
from sim.policies.families import BUILT_IN
from sim.scenario import Scenario


@pytest.fixture(scope="module")
def schema():
    return file_schema()


def choices(schema, family):
    found = schema["$defs"]["Policies"]["properties"][family]
    return found.get("items", found)["anyOf"]


def test_a_file_may_extend_another_and_sets_what_the_model_has(schema):
    assert set(schema["properties"]) == {"extends", "uncertain", *Scenario.model_fields}
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["title"]


@pytest.mark.parametrize("family", BUILT_IN)
def test_each_family_offers_its_policies_and_ones_own(schema, family):
    *built_in, own = choices(schema, family)
    names = [choice["$ref"].removeprefix("#/$defs/") for choice in built_in]
    assert names == [policy.__name__ for policy in BUILT_IN[family].values()]
    assert own["required"] == ["use"]


def test_no_choice_depends_on_a_key_that_the_extended_file_may_hold(schema):
    """One of several is asked for only where their types tell them apart: a row or a name."""
    assert '"discriminator"' not in json.dumps(schema)
    exclusive = list(_found(schema, "oneOf"))
    assert [[choice["type"] for choice in choices] for choices in exclusive] == [
        ["integer", "string"]
    ]


def _found(part, key):
    """What stands under a key anywhere in a schema."""
    if isinstance(part, dict):
        if key in part:
            yield part[key]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _found(inner, key)


def test_every_reference_leads_somewhere(schema):
    def references(part):
        if isinstance(part, dict):
            if "$ref" in part:
                yield part["$ref"]
            for inner in part.values():
                yield from references(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from references(inner)

    for reference in references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_it_is_printed_as_json(schema, capsys):
    assert print_schema() == 0
    assert json.loads(capsys.readouterr().out) == schema
