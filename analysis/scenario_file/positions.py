"""On which line of a TOML file each setting stands.

The standard library's reader decides what a file says; tree-sitter only tells where it says it.
Text that tree-sitter cannot follow costs line numbers, never values.
"""

import tomllib
from functools import lru_cache

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from analysis.scenario_file.faults import KeyPath

_COMMENT = "comment"


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line, from 1, on which each table, key and list entry is first mentioned."""
    parser = Parser(Language(tree_sitter_toml.language()))
    lines: dict[KeyPath, int] = {}
    n_entries: dict[KeyPath, int] = {}  # of each array of tables
    for node in parser.parse(text.encode()).root_node.named_children:
        if node.type == "pair":
            _note_pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            _note_table(node, lines, n_entries)
    return lines


def _note_table(node: Node, lines: dict[KeyPath, int], n_entries: dict[KeyPath, int]) -> None:
    header, *pairs = [child for child in node.named_children if child.type != _COMMENT]
    path: KeyPath = ()
    for key in _keys(header):
        if path in n_entries:  # a table of the newest entry
            path = (*path, n_entries[path] - 1)
        path = (*path, key)
        lines.setdefault(path, _line(node))
    if node.type == "table_array_element":
        n_entries[path] = n_entries.get(path, 0) + 1
        path = (*path, n_entries[path] - 1)
        lines[path] = _line(node)
    for pair in pairs:
        if pair.type == "pair":
            _note_pair(pair, path, lines)


def _note_pair(node: Node, prefix: KeyPath, lines: dict[KeyPath, int]) -> None:
    key, *values = [child for child in node.named_children if child.type != _COMMENT]
    path = prefix
    for name in _keys(key):
        path = (*path, name)
        lines.setdefault(path, _line(node))
    for value in values:
        _note_value(value, path, lines)


def _note_value(node: Node, path: KeyPath, lines: dict[KeyPath, int]) -> None:
    children = [child for child in node.named_children if child.type != _COMMENT]
    if node.type == "inline_table":
        for child in children:
            _note_pair(child, path, lines)
    elif node.type == "array":
        for index, child in enumerate(children):
            lines[(*path, index)] = _line(child)
            _note_value(child, (*path, index), lines)


def _keys(node: Node) -> tuple[str, ...]:
    """The names in a key, dotted or quoted, as the standard library reads them."""
    return _names((node.text or b"").decode())


@lru_cache(4096)  # files that extend one another say the same keys, and are read time and again
def _names(key: str) -> tuple[str, ...]:
    try:
        table = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while table:
        name, table = next(iter(table.items()))
        names.append(name)
    return tuple(names)


def _line(node: Node) -> int:
    return node.start_point.row + 1
