"""All imports of a module are found, wherever they stand."""

import ast

import pytest

from sim.imports import Import, imports_in


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
    ],
)
def test_imports_are_found_wherever_they_stand(text, found):
    assert list(imports_in(ast.parse(text))) == found
