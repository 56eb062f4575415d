"""What a server shows of the reports that its tabs have written."""

import pytest

from analysis.live.house import House
from analysis.live.messages import Asked
from analysis.loading import load_arm


@pytest.fixture
def house(tmp_path):
    for name in ("report.html", "comparison.json", "figures/waits.png", "figures/inner/x.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return House(Asked("baseline"), load_arm("baseline"), tmp_path, "en")


def test_a_report_is_shown_with_the_figures_that_it_links_to(house, tmp_path):
    address = house.publish(tmp_path / "report.html")
    start, _, key = address.removesuffix("/report.html").rpartition("/")
    assert start == "/reports"
    for name in ("report.html", "figures/waits.png"):
        assert house.published(key, name) == (tmp_path / name).resolve()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "comparison.json",
        "figures",
        "figures/none.png",
        "figures/inner/x.png",
        "../a",
        "/etc/os",
    ],
)
def test_nothing_else_of_its_folder_is_shown(house, tmp_path, path):
    key = house.publish(tmp_path / "report.html").split("/")[2]
    assert house.published(key, path) is None


def test_of_an_unknown_report_nothing_is_shown(house):
    assert house.published("none", "report.html") is None
