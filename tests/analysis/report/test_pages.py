"""What all pages share: sentences whose numbers stay in one piece."""

from analysis.report.pages import _with_units

TOLD = (
    "Pay +0.83 ¥ [0.75, 0.90], waits 0.0 min [−0.3, 0.4]; orders 3, 4. But 3 days (about 28 days)"
)


def test_lines_break_neither_before_a_unit_nor_in_an_interval():
    kept = _with_units(TOLD)
    assert kept.split(" ") == [
        *(
            "Pay",
            "+0.83\u00a0¥",
            "[0.75,\u00a00.90],",
            "waits",
            "0.0\u00a0min",
            "[−0.3,\u00a00.4];",
        ),
        *("orders", "3,", "4.", "But", "3\u00a0days", "(about", "28\u00a0days)"),
    ]
    assert kept.replace("\u00a0", " ") == TOLD
