"""The documentation site: every page in its menu, no dead link, nothing fetched, a search."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml

import analysis
import sim
from analysis.cli import app
from analysis.site import gathering, names
from analysis.site.building import CONFIG, build
from analysis.site.commands import commands_page
from analysis.site.names import names_page
from tests.analysis.live.serving import chromium

FETCHED = re.compile(r"""<(?:script|link|img|iframe)[^>]*?(?:src|href)=["']?(https?:)?//""")


def menu(part) -> Iterator[str]:
    """The pages that a menu leads to."""
    for each in part.values() if isinstance(part, dict) else part:
        if isinstance(each, str):
            yield each
        else:
            yield from menu(each)


def test_the_menu_leads_to_every_page_once(tmp_path):
    gathering.gather(tmp_path)
    pages = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.md")}
    listed = list(menu(yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["nav"]))
    assert sorted(listed) == sorted(pages)
    assert {"README.md", "docs/zh/README.md", "reference/commands.md"} <= pages
    assert (tmp_path / "LICENSE").exists()  # a page links to it


def test_the_page_of_commands_has_every_command_and_option():
    page = commands_page()
    for name, command in typer.main.get_command(app).commands.items():
        assert f"## o2o {name}\n" in page
        for parameter in command.params:
            if parameter.opts[0].startswith("--") and not getattr(parameter, "hidden", False):
                assert f"`{parameter.opts[0]}" in page or f", {parameter.opts[0]}" in page
    assert "| `--seed" in page


def test_the_page_of_names_has_every_name_and_says_what_it_is():
    page = names_page()
    for module in (analysis, sim):
        for name in module.__all__:
            assert f"### {module.__name__}.{name}\n" in page
    assert "* `replications`" in page
    for entry in page.split("\n### ")[1:]:
        assert entry.partition("\n")[2].strip(), entry
    assert " at 0x" not in page  # the page is the same whenever it is made
    assert max(map(len, page.splitlines())) < 200


def test_sections_of_a_docstring_become_lists():
    text = "What it does.\n\nParameters\n----------\nname\n    Of whom,\n    or what.\n"
    assert "\n".join(names._lines(text)) == (
        "What it does.\n\n**Parameters**\n\n\n* `name`\n  Of whom,\n  or what."
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    pytest.importorskip("material", reason="the site needs the extra 'docs'")
    folder = tmp_path_factory.mktemp("site")
    assert build(folder) == 0
    return folder


@pytest.mark.slow
def test_the_site_is_built_strictly_and_fetches_nothing(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not FETCHED.findall(page.read_text(encoding="utf-8")), page.name
    assert not any("unpkg" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["[no](nowhere.md)", "[no](commands.md#nowhere)"])
def test_a_dead_link_is_refused(tmp_path, monkeypatch, capsys, text):
    pytest.importorskip("material", reason="the site needs the extra 'docs'")
    made = {**gathering._MADE, "reference/names.md": lambda: f"# Python names\n\n{text}\n"}
    monkeypatch.setattr(gathering, "_MADE", made)
    assert build(tmp_path) == 1
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["promise", "优惠券"])
def test_the_search_finds_from_disk(site, asked):
    heard = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("request", lambda request: heard.append(request.url))
        page.on("pageerror", lambda error: heard.append(f"https: {error}"))
        page.goto((site / "index.html").as_uri())
        box = page.locator(".md-search__input").first
        box.click()
        box.press_sequentially(asked)
        page.keyboard.press("Shift")
        page.wait_for_selector(".md-search-result__item")
        assert page.locator(".md-search-result__item").count() > 2
    assert not [url for url in heard if url.startswith("http")]
