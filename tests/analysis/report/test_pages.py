"""What all pages share: texts whose numbers stay in one piece, and commands that can be copied."""

import re

from analysis.report.pages import _in_steps, _with_options, with_units, write_page

WHOLE = '<span class="whole">{}</span>'
TOLD = "Pay +¥0.83 [0.75, 0.90], waits 0.0 min [−0.3, 0.4]; orders 3, 4. But 3 days (about 28 days)"

EMPTY = dict.fromkeys(("notes", "tables", "failures", "sure", "gaps", "repeat"), ())
EMPTY |= dict.fromkeys(("question", "verdict", "rests_on", "lacks", "many"), "")


def test_lines_break_neither_before_a_unit_nor_in_an_interval():
    kept = re.sub("<.*?>", "", with_units(TOLD))
    assert kept.split(" ") == [
        *(
            "Pay",
            "+¥0.83",
            "[0.75,\u00a00.90],",
            "waits",
            "0.0\u00a0min",
            "[−0.3,\u00a00.4];",
        ),
        *("orders", "3,", "4.", "But", "3\u00a0days", "(about", "28\u00a0days)"),
    ]
    assert kept.replace("\u00a0", " ") == TOLD


def test_lines_break_neither_in_an_option_nor_between_a_sign_and_its_money():
    told = "Cities <differ> by --cities vary; −¥1 200.50 [−1, 2]."
    assert _with_options(told) == (
        f"Cities &lt;differ&gt; by {WHOLE.format('--cities vary')}; −¥1\u202f200.50 [−1, 2]."
    )
    assert _with_options("say `o2o orders --draft`") == (
        f"say <code>o2o orders {WHOLE.format('--draft')}</code>"
    )
    assert WHOLE.format("−¥1\u202f200.50") in with_units(told)


def test_thousands_of_a_title_stay_in_one_piece_and_a_command_stays_as_it_is(tmp_path):
    titles = {
        "title": "A <district> of 20 000, 12 345 678 or 7 2000, 95 %",
        "product": "No 1 200",
    }
    command = "o2o run 'up to 1 200.toml'"
    page = write_page(
        tmp_path / "page.html", "answer.html", "en", figures=[], command=command, **titles, **EMPTY
    ).read_text()
    assert (
        "<h1>A &lt;district&gt; of 20\u202f000, 12\u202f345\u202f678 or 7 2000, 95\u00a0%</h1>"
        in page
    )
    assert "No 1\u202f200" in page
    assert "<code>o2o run &#39;up to 1 200.toml&#39;</code>" in page


def test_a_long_path_breaks_after_its_dots_and_strokes_only():
    assert _in_steps("coupons[0].off_cents<") == "coupons[0].<wbr>off_<wbr>cents&lt;"
