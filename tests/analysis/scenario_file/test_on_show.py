"""Names and titles are one line that can be seen, wherever they are set."""

import pytest


@pytest.mark.parametrize(
    ("title", "why"),
    [
        (r"dear\u0000city", "it holds U+0000, which is not seen"),
        (r"dear\ncity", "it holds U+000A, which is not seen"),
        (r"\u001b[31mdear", "it holds U+001B, which is not seen"),
        (r"dear \u202eytic", "it holds U+202E, which is not seen"),
        (r"dear\u2028city", "it holds U+2028, which is not seen"),
        (r" \u3000", "it holds nothing that is seen"),
    ],
)
def test_a_title_is_one_line_that_can_be_seen(write, faults, title, why):
    write("my.toml", f'title = "{title}"\n')
    (fault,) = faults("my.toml")
    assert fault.startswith("my.toml:1: title = ")
    assert fault.endswith(f": must be one line of text; {why}")


@pytest.mark.parametrize("title", ["$5 off, 30 % more", "a_b^c\\\\frac", "降价 🛵", "=1+1", "é"])
def test_a_title_may_hold_all_that_is_seen(write, read, title):
    assert read(write("my.toml", f'title = "{title}"\n')).scenario.title


def test_a_name_within_a_list_is_shown_too(write):
    from analysis.scenario_file import ScenarioError, load_scenario

    text = 'extends = "baseline"\ntitle = "a"\n[[payment.methods]]\nname = "a\\tb"\n'
    with pytest.raises(ScenarioError, match=r"payment\.methods\[0\]\.name = .*U\+0009"):
        load_scenario(write("my.toml", text))
