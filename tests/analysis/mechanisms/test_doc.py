"""The page of mechanisms is made from the table."""

import re

from analysis.mechanisms import STATUSES, TERMS
from analysis.mechanisms.doc import PAGE, page

HOW = "run python -m analysis.mechanisms.doc"
TERM = re.compile(r"^\| (\d+) \| (.*?) \|.*?\| (?:1|2|3|X) \| (\w+) \|", re.MULTILINE)


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), HOW


def test_every_term_stands_on_the_page_once():
    found = TERM.findall(page())
    assert [int(row) for row, _, _ in found] == list(TERMS)
    assert [zh for _, zh, _ in found] == [term.zh for term in TERMS.values()]


def test_the_page_counts_the_terms_of_each_status():
    said = re.findall(r"^\* \*\*(\w+)\*\*, (\d+):", page(), re.MULTILINE)
    of = [status for _, _, status in TERM.findall(page())]
    assert said == [(status, str(of.count(status))) for status in STATUSES]
    assert len(of) == 88
