"""The page of KPIs is made from the table."""

from analysis.kpis import KPI
from analysis.kpis.doc import PAGE, page


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m analysis.kpis.doc"


def test_the_page_names_every_kpi_once():
    for name in KPI:
        assert page().count(f"| `{name}` |") == 1
