"""Imports point only down."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sources import statements

ROOT = Path(__file__).parents[1]

# The bottom first. A name stands for a module, or for a package with all in it, which is free
# inside; the packages at the top stand for themselves alone. A module imports what stands on an
# earlier line, for the type checker alone too.
LAYERS = [
    ["sim.imports", "sim.compiled", "sim.compiler", "sim.working_folder"],
    ["sim.kernel_cache"],
    ["sim"],
    ["sim.daytime", "sim.schema", "sim.luck", "sim.apportionment", "sim.roster"],
    ["sim.settings"],
    ["sim.city", "sim.order", "sim.recording", "sim.turns"],
    ["sim.ranking", "sim.agents"],
    ["sim.ledger"],
    ["sim.flow"],
    ["sim.mechanisms"],
    ["sim.standard"],
    ["sim.agenda"],
    ["sim.policies"],
    ["sim.scenario"],
    ["sim.build", "sim.clock", "sim.result", "sim.snapshot"],
    ["sim.market"],
    ["sim.processes"],
    ["sim.kernels", "sim.warm_up"],
    ["sim.simulation"],
    ["sim.check"],
    ["scenarios"],
    ["analysis.machine"],
    ["analysis"],
    ["analysis.scenario_file", "analysis.kpis", "analysis.reference_doc"],
    ["analysis.mechanisms"],
    ["analysis.wording", "analysis.words"],
    ["analysis.own_code"],
    ["analysis.address"],
    ["analysis.own_state"],
    ["analysis.recordings", "analysis.results"],
    ["analysis.own_city"],
    ["analysis.loading"],
    ["analysis.mdrp"],
    ["analysis.statistics"],
    ["analysis.experiment"],
    ["analysis.lab"],
    ["analysis.validation"],
    ["analysis.staffing", "analysis.calibration"],
    ["analysis.charts"],
    ["analysis.report"],
    ["analysis.live"],
    ["analysis.interface"],
    ["analysis.commands"],
    ["analysis.cli"],
    ["analysis.site"],
    ["analysis.__main__"],
]

# What a package may import of the project; the tests check the market, not the reverse.
PACKAGES = {"sim": {"sim"}, "scenarios": set(), "analysis": {"analysis", "sim"}}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_name(file): file for top in PACKAGES for file in sorted(ROOT.glob(f"{top}/**/*.py"))
}


@cache
def project_imports(module: str) -> list[str]:
    """The project's modules that a module imports, wherever in its text, for types too."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    tops = {*PACKAGES, "tests"}
    names = (name for node in statements(tree) for name in named_by(node, module))
    return [name for name in names if name.split(".")[0] in tops]


def named_by(node: ast.AST, module: str) -> Iterator[str]:
    """The modules that one import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        inside = MODULES[module].name == "__init__.py"
        above = module.split(".")[: len(module.split(".")) + inside - node.level]
        source = ".".join([*(above if node.level else []), *([node.module] if node.module else [])])
        for alias in node.names:
            inner = f"{source}.{alias.name}"
            yield inner if inner in MODULES else source


def layer_of(module: str) -> tuple[int, str] | None:
    """The height of a module's layer, and the name by which it is listed there."""
    for height, names in enumerate(LAYERS):
        for name in names:
            if module == name or (name not in PACKAGES and module.startswith(f"{name}.")):
                return height, name
    return None


def test_every_module_stands_in_a_layer():
    """Add it to LAYERS, above all that it imports."""
    bare = [module for module in PACKAGES if not project_imports(module)]
    assert [m for m in MODULES if not layer_of(m) and m not in bare] == []


def test_a_package_imports_only_those_it_stands_on():
    strangers = [
        f"{module} must not import {name}"
        for module in MODULES
        for name in project_imports(module)
        if name.split(".")[0] not in PACKAGES[module.split(".")[0]]
    ]
    assert strangers == []


def test_imports_point_only_down():
    """A package's own face names what stands above it, and imports that when it is asked for."""
    wrong = []
    for module in (module for module in MODULES if layer_of(module) and module not in PACKAGES):
        height, home = layer_of(module)
        for name in project_imports(module):
            layer = layer_of(name)
            assert layer, f"{module} imports {name}, which stands in no layer"
            if layer[1] != home and layer[0] >= height:
                wrong.append(f"{module} must not import {name}")
    assert wrong == []


def test_no_modules_import_one_another_in_a_circle():
    """For types too: who reads one of them would have to read them all at once."""
    below = {module: {*project_imports(module)} & {*MODULES} - {*PACKAGES} for module in MODULES}
    while free := [module for module, names in below.items() if not names & {*below}]:
        for module in free:
            del below[module]
    left = {module for module in below if any(module in names for names in below.values())}
    assert {module: sorted(below[module] & left) for module in sorted(left)} == {}


def test_every_layer_is_there():
    listed = {name for names in LAYERS for name in names}
    missing = listed - set(MODULES) - {name.rpartition(".")[0] for name in MODULES}
    assert not missing, f"LAYERS lists what is not there: {', '.join(sorted(missing))}"
