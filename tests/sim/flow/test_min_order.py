"""Orders that are brought from a basket on, by hand."""

import math

import pytest

from sim.flow import min_order
from sim.flow.parameters import CHOICE
from tests.sim.worlds import row_of


@pytest.mark.parametrize(
    ("wanted", "least", "item", "ordered"),
    [
        (1500, 0, 400, 1500),  # any is brought
        (2000, 2000, 400, 2000),
        (1500, 2000, 0, 2000),  # to the cent
        (1500, 2000, 400, 2000 + 400 * math.log(4)),  # a quarter: and 555 beyond it
        (1000, 2000, 0, 2000),
        (999, 2000, 0, min_order.TOO_FAR),
    ],
)
def test_a_small_basket_is_filled_up_to_the_smallest_order_or_not_ordered(
    wanted, least, item, ordered
):
    choice = row_of(CHOICE, top_up_limit_cents=1000, top_up_item_cents=item)
    found = min_order.reached(choice, float(wanted), float(least), 0.25)
    assert found == pytest.approx(ordered)


@pytest.mark.parametrize(("draw", "lost"), [(0, 0.3), (0.5, 0.65), (1, 1)])
def test_what_is_added_is_worth_the_less_the_later_somebody_would_add_it(draw, lost):
    choice = row_of(CHOICE, top_up_loss_share=0.3)
    assert min_order.lost_share(choice, float(draw)) == pytest.approx(lost)
