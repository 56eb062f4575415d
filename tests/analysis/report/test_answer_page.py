"""The page of an answer shows no heading over nothing."""

import pytest

from analysis.report.answer_page import Page, write_answer

ASKED = Page(
    product="o2o-market",
    title="What is best?",
    question="Which?",
    verdict="None is.",
    notes=[],
    tables=[],
    figures=[],
    sure=["As sure as can be."],
    rests_on="Nothing.",
)
FIGURE = dict.fromkeys(("source", "narrow", "png", "svg", "read", "alt"), "") | {
    "id": "one",
    "name": "One",
}


@pytest.mark.parametrize("figures", [[], [FIGURE]])
def test_figures_have_a_heading_and_a_link_where_there_are_some(tmp_path, figures):
    page = write_answer(tmp_path / "page.html", ASKED._replace(figures=figures), "en").read_text()
    for text in ('href="#figures"', 'id="figures"'):
        assert (text in page) == bool(figures)
