"""The cheapest matching of rows to columns: the Hungarian method, compiled.

Kuhn (1955); the shortest augmenting paths of Jonker and Volgenant (1987), O(rows^2 * columns).
"""

import math

import numpy as np
from numba import njit


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
