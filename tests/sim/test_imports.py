"""All imports of a module are found, wherever they stand."""

import ast
from pathlib import Path

import pytest

import sim
from sim.imports import Import, imports_in, imports_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b, c", [Import("a.b"), Import("c")]),
        ("from a import b, c as d", [Import("a", "b"), Import("a", "c")]),
        ("from . import b", [Import("", "b", 1)]),
        ("from ..a.b import *", [Import("a.b", "*", 2)]),
        ("def f():\n    class A:\n        import b", [Import("b")]),
        ("try:\n    import a\nexcept ImportError:\n    import b", [Import("a"), Import("b")]),
        ("match 1:\n    case 1:\n        import a", [Import("a")]),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", [Import("b")]),
        ("text = 'import a'", []),
        ("import a  # why", [Import("a")]),
        ("from a import (\n    b,\n    c as d,\n)\n", [Import("a", "b"), Import("a", "c")]),
        ("from a import (  # (why)\n    b,\n)", [Import("a", "b")]),
        ("from a import \\\n    b", [Import("a", "b")]),
        ("import a; import b", [Import("a"), Import("b")]),
        ("if x: import a", [Import("a")]),
        ("import b\r\nimport a", [Import("b"), Import("a")]),
        ('"""Not:\n\nimport a\n"""\nimport b', [Import("b")]),
        ("text = '''\nimport a\n'''", []),
        ("if typing.TYPE_CHECKING:\n    import a\nimport b", [Import("b")]),
    ],
)
def test_imports_are_found_wherever_they_stand(text, found):
    assert list(imports_in(ast.parse(text))) == list(imports_of(text.encode())) == found


def test_the_same_are_found_in_texts_as_they_are_written_here():
    texts = [file.read_bytes() for file in Path(sim.__file__).parent.rglob("*.py")]
    assert [imports_of(text) for text in texts] == [
        tuple(imports_in(ast.parse(text))) for text in texts
    ]
