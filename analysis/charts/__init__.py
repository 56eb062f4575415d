"""Charts: what a planning team puts on slides, one module a figure, each a pure function.

A figure is drawn by `draw(comparison, arms, words)`; all of them stand in `gallery.FIGURES`.
"""

from analysis.charts.apart import import_matplotlib

import_matplotlib()
