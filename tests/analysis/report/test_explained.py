"""What `analysis.explain` hands back: figures of the answer and of its causes."""

from dataclasses import replace

from analysis.lab.chain import DIRECT, TOGETHER, WHOLE, Chain, Part
from analysis.report.explained import Explained
from tests.analysis.charts.test_incrementality import explained


def parts(kpi, *means):
    names = (DIRECT, "loyalty", TOGETHER, WHOLE)
    return [
        Part(name, kpi, 2, mean, mean - 1, mean + 1)
        for name, mean in zip(names, means, strict=True)
    ]


def test_the_figure_of_causes_is_that_of_the_kpi_asked_for():
    told = (
        *parts("orders_per_day", 3.0, 2.0, 0.0, 5.0),
        *parts("conversion_share", 0.3, 0.2, 0.0, 0.5),
    )
    answer = replace(explained(), chain=Chain(("loyalty",), tuple(told), ()))
    found = Explained(answer, "en")
    titles = [
        figure.texts[0].get_text()
        for figure in (found.figure_of_causes(), found.figure_of_causes("conversion_share"))
    ]
    assert [title.split()[0] for title in titles] == ["Orders", "Conversion:"]
    assert found.causes["mean"].tolist() == [3.0, 2.0, 0.0, 5.0, 0.3, 0.2, 0.0, 0.5]
