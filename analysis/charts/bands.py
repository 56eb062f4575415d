"""Panels of many arms in rows and columns."""


def bands(n_panels: int, most_columns: int) -> tuple[int, int]:
    """Columns and rows for panels, the rows as even as can be."""
    n_rows = max(1, -(-n_panels // most_columns))
    return max(1, -(-n_panels // n_rows)), n_rows
