"""Docstrings of compiled functions: what cannot be hinted is said in words."""

import ast
import re
from pathlib import Path

import pytest

from tests.sources import statements

ROOT = Path(__file__).parents[1]
COMPILERS = ("njit", "jit", "vectorize", "guvectorize")
FEW = 4  # so many arguments speak for themselves


def compiled_functions():
    """Every compiled function of the market, `module.py:name` and its node."""
    for path in sorted((ROOT / "sim").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(compiler in text for compiler in COMPILERS):  # as most do not
            continue
        for node in statements(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and any(map(is_njit, node.decorator_list)):
                yield f"{path.relative_to(ROOT)}:{node.name}", node


def is_njit(decorator):
    """Whether a decorator compiles: `@njit`, `@njit(...)`, `@numba.njit(...)`."""
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(named).rpartition(".")[2] in COMPILERS


def arguments_of(node):
    """The names of a function's arguments."""
    every = node.args
    return [each.arg for each in (*every.posonlyargs, *every.args, *every.kwonlyargs)]


def described(docstring):
    """The names under Parameters, with what is said of each."""
    section = docstring.partition("Parameters\n----------\n")[2]
    section = re.split(r"\n\w+\n-{3,}\n", section)[0]
    found = {}
    for entry in re.split(r"\n(?=\S)", section):
        heading, _, meaning = entry.partition("\n")
        names, _, kind = heading.partition(" : ")
        for name in re.split(r",\s*", names.strip()):
            found[name] = (kind + " " + meaning).strip()
    return found


MANY = {name: node for name, node in compiled_functions() if len(arguments_of(node)) > FEW}


def test_there_are_compiled_functions_of_many_arguments():
    assert len(MANY) > 20
    assert all(len(arguments_of(node)) > FEW for node in MANY.values())


@pytest.mark.parametrize("name", MANY)
def test_each_argument_of_a_compiled_function_of_many_is_described(name):
    found = described(ast.get_docstring(MANY[name]) or "")
    assert list(found) == arguments_of(MANY[name])
    assert all(found.values())
