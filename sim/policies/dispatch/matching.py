"""The cheapest matching of rows to columns: the Hungarian method, compiled.

Kuhn (1955); the shortest augmenting paths of Jonker and Volgenant (1987). O(rows^2 * columns)
where all pairs are allowed; where each row has a few columns, a path costs what it touches.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def cheapest_matching(costs):
    """The column of each row, (n_rows,), of a matrix with at least as many columns as rows."""
    n_rows, n_columns = costs.shape
    row_price, column_price = np.zeros(n_rows + 1), np.zeros(n_columns + 1)
    row_of = np.zeros(n_columns + 1, np.int64)  # from 1; column 0 holds the row to be placed
    came_from = np.zeros(n_columns + 1, np.int64)
    slack = np.empty(n_columns + 1)
    seen = np.empty(n_columns + 1, np.bool_)
    for row in range(1, n_rows + 1):
        row_of[0] = row
        column = 0
        slack[:] = math.inf
        seen[:] = False
        while row_of[column] != 0:
            seen[column] = True
            here = row_of[column]
            least, nearest = math.inf, 0
            for other in range(1, n_columns + 1):
                if seen[other]:
                    continue
                reduced = costs[here - 1, other - 1] - row_price[here] - column_price[other]
                if reduced < slack[other]:
                    slack[other] = reduced
                    came_from[other] = column
                if slack[other] < least:
                    least, nearest = slack[other], other
            for other in range(n_columns + 1):
                if seen[other]:
                    row_price[row_of[other]] += least
                    column_price[other] -= least
                else:
                    slack[other] -= least
            column = nearest
        while column != 0:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    matched = np.empty(n_rows, np.int64)
    for column in range(1, n_columns + 1):
        if row_of[column] > 0:
            matched[row_of[column] - 1] = column - 1
    return matched


class _Tree(NamedTuple):
    """The columns that paths from one row come to."""

    slack: NDArray[np.float64]  # (n_columns,) length of the shortest path so far; inf: none
    came_from: NDArray[np.int64]  # (n_columns,) the row before it
    done: NDArray[np.bool_]  # (n_columns,) whether nothing shorter can come
    reached: NDArray[np.int64]  # (n_columns,) the columns with a path, in order


@njit(cache=True)
def sparse_matching(columns, costs, n_columns):
    """The column of each row, (n_rows,), where each has a few to choose from.

    `columns` and `costs` are (n_rows, n_choices). The first column of a row is its own, which is
    the first of no other, so that there always is a matching.
    """
    n_rows = len(columns)
    row_price, column_price = np.zeros(n_rows), np.zeros(n_columns)
    row_of, column_of = np.full(n_columns, -1, np.int64), np.full(n_rows, -1, np.int64)
    tree = _Tree(
        np.full(n_columns, math.inf),
        np.empty(n_columns, np.int64),
        np.zeros(n_columns, np.bool_),
        np.empty(n_columns, np.int64),
    )
    for new_row in range(n_rows):
        n_reached, end = _grow(columns, costs, row_price, column_price, row_of, new_row, tree)
        length = tree.slack[end]
        row_price[new_row] += length
        for nth in range(n_reached):
            column = tree.reached[nth]
            if tree.done[column]:
                row_price[row_of[column]] += length - tree.slack[column]
                column_price[column] -= length - tree.slack[column]
            tree.slack[column], tree.done[column] = math.inf, False
        row = -1
        while row != new_row:
            row = tree.came_from[end]
            before = column_of[row]
            row_of[end], column_of[row] = row, end
            end = before
    return column_of


@njit(cache=True)
def _grow(columns, costs, row_price, column_price, row_of, row, tree):
    """Shortest paths from a row until a free column: (columns reached, the free column).

    Parameters
    ----------
    columns, costs
        (n_rows, n_choices) what each row may have, and at what cost.
    row_price, column_price
        (n_rows,) and (n_columns,) dual prices so far.
    row_of
        (n_columns,) who has a column; -1: nobody.
    row
        The row where the paths begin.
    tree
        `_Tree`, empty; filled in.
    """
    length, n_reached = 0.0, 0
    while True:
        for choice in range(columns.shape[1]):
            column = columns[row, choice]
            reduced = length + costs[row, choice] - row_price[row] - column_price[column]
            if tree.done[column] or reduced >= tree.slack[column]:
                continue
            if math.isinf(tree.slack[column]):
                tree.reached[n_reached] = column
                n_reached += 1
            tree.slack[column], tree.came_from[column] = reduced, row
        nearest = -1
        for nth in range(n_reached):
            column = tree.reached[nth]
            sooner = nearest < 0 or tree.slack[column] < tree.slack[nearest]
            if not tree.done[column] and sooner:
                nearest = column
        length, row = tree.slack[nearest], row_of[nearest]
        if row < 0:
            return n_reached, nearest
        tree.done[nearest] = True
