"""`import sim` and `import analysis`: every name is there, documented, and costs nothing."""

import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import analysis
import sim
from sim.policies.families import FAMILIES

ROOT = Path(__file__).parents[1]
HEAVY = ("numba", "numpy", "pandas", "mesa", "scipy", "duckdb", "matplotlib", "pydantic")
# What one program does, a thing after the other: what it has not loaded at the end of one, none of
# those before has loaded.
STEPS = (
    "import sim",
    "import analysis",
    "sim.Tariff",
    "sim.Market",
    "import analysis.interface.runs",
    "import analysis.interface.laboratory",
)
FACES = pytest.mark.parametrize("face", [sim, analysis], ids=["sim", "analysis"])


@cache
def loaded() -> dict[str, set[str]]:
    """The heavy modules that the program has loaded at the end of each step."""
    show = f"print(*(name for name in {(*HEAVY, 'scipy.stats')} if name in sys.modules))"
    program = "\n".join(["import sys", *(f"{step}\n{show}" for step in STEPS)])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [set(line.split()) for line in done.stdout.splitlines()]
    return dict(zip(STEPS, lines, strict=True))


@FACES
def test_every_name_is_there_and_says_what_it_is(face):
    for name in face.__all__:
        found = getattr(face, name)
        if callable(found) or inspect.ismodule(found):
            assert inspect.getdoc(found), name


@FACES
def test_the_face_tells_of_every_name(face):
    assert dir(face) == sorted(face.__all__)
    for name in face.__all__:
        assert f"`{name}" in face.__doc__ or name in {"Arm", "Comparison", "ScenarioError"}, name


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_has_its_base_and_what_it_returns_in_the_face(family):
    """A policy of one's own needs no other import, rows aside, which have a schema there."""
    needed = [family.base]
    if family.decision is not np.ndarray:
        needed.append(family.decision)
    for each in needed:
        assert getattr(sim, each.__name__) is each


@FACES
def test_a_name_that_is_not_there_is_refused_by_name(face):
    with pytest.raises(AttributeError, match=f"module '{face.__name__}' has no attribute 'Cty'"):
        _ = face.Cty


@FACES
def test_the_type_checker_sees_the_same_names(face):
    text = Path(face.__file__).read_text(encoding="utf-8")
    block = text.partition("if TYPE_CHECKING:\n")[2].partition("\n\n")[0]
    imported = ",".join(line.partition(" import ")[2] for line in block.splitlines())
    assert sorted(name.strip() for name in imported.split(",")) == sorted(face.__all__)


@pytest.mark.parametrize("module", ["sim", "analysis"])
def test_importing_a_face_costs_nothing(module):
    assert loaded()[f"import {module}"] == set()


def test_a_name_is_imported_when_it_is_asked_for():
    assert "mesa" not in loaded()["sim.Tariff"]
    assert "mesa" in loaded()["sim.Market"]


def test_comparing_in_a_program_loads_neither_matplotlib_nor_all_statistics():
    """A command and each of its workers would wait for them, which few of them ask for."""
    assert "scipy.stats" not in loaded()["import analysis.interface.runs"]
    assert "matplotlib" not in loaded()["import analysis.interface.laboratory"]


def test_a_scenario_that_is_no_comparison_is_refused(tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ValueError, match="holds no comparison"):
        analysis.compare(["baseline", "free-delivery"], folder=tmp_path)
