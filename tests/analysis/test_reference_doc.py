"""The reference pages are made from the code, and say something about every name in it."""

from collections import Counter

import pytest

from analysis.reference_doc import DOCS, columns_page, parameters_page, parts, read_evidence
from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.order import ORDER
from sim.policies.families import BUILT_IN
from sim.scenario import Scenario

HOW = "run python -m analysis.reference_doc"
PARAMETERS = {each.path: each for part in parts() for each in part.parameters}


@pytest.mark.parametrize(
    ("name", "page"), [("parameters", parameters_page), ("columns", columns_page)]
)
def test_the_page_is_current(name, page):
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page(), HOW


def test_no_parameter_is_walked_past_or_met_twice():
    met = Counter(each.path for part in parts() for each in part.parameters)
    assert set(met.values()) == {1}
    assert set(leaves(Scenario(title="test").model_dump(), ())) <= met.keys()


def leaves(tree, path):
    """Paths of all that stands in no table, but for what policies have of their own."""
    for key, value in tree.items():
        here = (*path, key)
        if path[:1] == ("policies",) and path[1:2] and path[1] in (*BUILT_IN, "otherwise"):
            continue
        if isinstance(value, dict) and key != "otherwise":
            yield from leaves(value, here)
        elif here not in (("policies", "coupons"), ("policies", "marketing"), ("city", "town")):
            yield ".".join(here)


@pytest.mark.parametrize("family", BUILT_IN)
def test_every_built_in_policy_has_its_part_and_all_its_parameters(family):
    headings = {part.heading: part for part in parts()}
    for use, policy in BUILT_IN[family].items():
        assert f'policies.{family}, use = "{use}"' in headings
        for name in policy.model_fields.keys() - {"use"}:
            places = (f"policies.{family}.{name}", f"policies.{family}.{use}.{name}")
            nested = f"policies.{family}.{name}."
            assert any(path in places or path.startswith(nested) for path in PARAMETERS), name


def test_every_parameter_has_a_unit_and_a_meaning():
    rows = [line.split(" | ") for line in parameters_page().splitlines() if line.startswith("| `")]
    rows = [cells for cells in rows if len(cells) == 6]
    assert len(rows) == len(PARAMETERS)
    lacking = [cells[0] for cells in rows if not cells[2].strip() or not cells[4].strip()]
    assert lacking == [], "say it in docs/evidence.toml"


def test_evidence_is_of_parameters_that_exist_and_of_known_grades():
    evidence = read_evidence()
    assert evidence.by_path.keys() <= PARAMETERS.keys()
    for path, said in evidence.by_path.items():
        assert said.keys() <= {"grade", "says", "unit", "meaning"}, path
        assert said.get("grade", "choice") in evidence.grades, path
        assert "says" in said or "grade" not in said, f"{path}: a grade needs its source"


def test_every_column_stands_on_the_page_of_columns():
    lines = Counter(line.split(" | ")[0] for line in columns_page().splitlines())
    for schema in (ORDER, CONSUMER, STORE, COURIER):
        for column in schema.columns:
            assert lines[f"| `{column.name}`"] >= 1, column.name
