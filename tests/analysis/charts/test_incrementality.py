"""What the figure of incrementality shows, read off its marks."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.charts.chain import draw as draw_chain
from analysis.charts.incrementality import draw
from analysis.experiment.campaigns import Campaign
from analysis.lab.chain import Chain, Part
from analysis.lab.explanation import Explanation
from analysis.lab.incrementality import GROUPS, Incrementality, Split
from analysis.words import words
from tests.fonts import LANGS, needs_chinese_font

COUPON = Campaign("threshold", 3000, ("11:00", "13:30"), 500, 0, 0, 40, 100, 100, 0)


def split(*orders, lost=0):
    """Of one replication: the arm's orders by group, and those lost."""
    other = np.array([[*orders, 0]])
    base = np.array([[0, *orders[1:], lost]])
    return Split(base, other)


def explained(*coupons):
    whole = split(10, 10, 20, 10, 50, lost=25)
    groups = Incrementality(1440, 1, (0,), whole, whole, {"student": whole}, (whole,), coupons)
    told = COUPON if coupons else None
    return Explanation(
        "base", "arm", "Base", "Arm", None, groups, (told,) if told else (), "A verdict.", ()
    )


@pytest.mark.parametrize("lang", LANGS)
def test_bars_are_shares_of_the_arms_orders_and_what_is_lost_lies_below_zero(lang):
    (axes,) = draw(explained(), words(lang)).axes
    widths = [bar.get_width() for bar in axes.patches[: len(GROUPS)]]
    assert widths == [10, 10, 20, 10, 50, -25]
    assert axes.texts[-1].get_text() == "25"


def test_the_title_tells_of_the_coupons_where_there_are_some():
    found = explained(split(30, 0, 0, 0, 70), split(0, 0, 0, 0, 100))
    figure = draw(found, words("en"))
    title = figure.texts[0].get_text().replace("\n", " ")
    assert title.startswith("Of 100 orders with a coupon 30 were bought only with it, 70 would")
    names = [name.get_text() for name in figure.axes[0].get_yticklabels()]
    assert len(names) == 4  # the coupon, without one, all, students


def test_what_is_lost_is_none_of_the_hundred_orders_of_the_title():
    title = draw(explained(), words("en")).texts[0].get_text().replace("\n", " ")
    assert title.endswith("50 would have been bought anyway; 25 others were lost")


def test_a_market_without_orders_says_so():
    found = explained()
    nothing = split(0, 0, 0, 0, 0)
    groups = replace(
        found.groups, platform=nothing, everywhere=nothing, by_segment={}, by_zone=(nothing,)
    )
    figure = draw(replace(found, groups=groups), words("en"))
    assert figure.texts[0].get_text() == "Nobody orders"
    assert not figure.axes


def test_the_chain_has_a_bar_for_each_part_the_whole_first():
    parts = tuple(
        Part(name, "orders_per_day", 2, mean, mean - 5, mean + 5)
        for name, mean in (("direct", 100), ("loyalty", -20), ("together", 3), ("whole", 83))
    )
    figure = draw_chain(replace(explained(), chain=Chain(("loyalty",), parts, ())), words("en"))
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [83, 100, -20, 3]
    title = figure.texts[0].get_text().replace("\n", " ")
    assert title == "Orders per day: +83 in all, +100 with every link switched off"
    assert [text.get_text() for text in axes.texts] == ["+83", "+100", "−20", "+3"]


@needs_chinese_font
def test_a_chain_that_nothing_came_of_says_so():
    figure = draw_chain(replace(explained(), chain=Chain((), (), ())), words("zh"))
    assert "因果链未知" in figure.texts[0].get_text()
