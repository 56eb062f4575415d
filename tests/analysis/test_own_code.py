"""An edit of any file that a user's policy depends on is noticed, one of any other is not."""

import importlib
import sys

import pytest

from analysis import own_code
from sim.policies.family import home_of

FEE = "from sim.policies.pricing import FlatFee\n"
# The user's folder, and what in it a policy of `mine:Fee` depends on.
FILES = {
    "mine.py": FEE + "import helper\nclass Fee(FlatFee):\n    pass\n",
    "helper.py": "import deeper\n",
    "deeper.py": "A = 1\n",
    "unrelated.py": "A = 1\n",
    "rates.csv": "1\n",
    "rates-2026.csv": "1\n",
    "data/table.csv": "1\n",
    "data/other.csv": "1\n",
    "pack/__init__.py": "",
    "pack/fees.py": FEE
    + "from . import near\nfrom .inner.far import A\nclass Fee(FlatFee): pass\n",
    "pack/near.py": "A = 1\n",
    "pack/unused.py": "A = 1\n",
    "pack/inner/__init__.py": "A = 1\n",
    "pack/inner/far.py": "from ..other import A\n",
    "pack/other.py": "A = 1\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's folder, from which modules are imported; forgotten afterwards."""
    known = set(sys.modules)
    for name, text in FILES.items():
        write(tmp_path, name, text)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    yield tmp_path
    for name in set(sys.modules) - known:
        del sys.modules[name]


def write(folder, name, text):
    file = folder / name
    file.parent.mkdir(exist_ok=True, parents=True)
    file.write_text(text)


def load(module, name="Fee"):
    importlib.invalidate_caches()
    return getattr(importlib.import_module(module), name)


def digest(owner, *said):
    own_code.digest.cache_clear()
    return own_code.digest(owner, said)


def notices(folder, owner, file, *said):
    """Whether an edit of a file changes the digest."""
    before = digest(owner, *said)
    write(folder, file, (folder / file).read_text() + "\n# edited\n")
    return digest(owner, *said) != before


@pytest.mark.parametrize("file", ["mine.py", "helper.py", "deeper.py"])
def test_an_edit_of_the_module_and_of_what_it_imports_counts(folder, file):
    assert notices(folder, load("mine"), file)


@pytest.mark.parametrize("file", ["unrelated.py", "pack/fees.py", "rates.csv"])
def test_an_edit_of_anything_else_does_not_count(folder, file):
    assert not notices(folder, load("mine"), file)


@pytest.mark.parametrize(
    "file",
    [
        *("pack/fees.py", "pack/__init__.py", "pack/near.py"),
        *("pack/inner/__init__.py", "pack/inner/far.py", "pack/other.py"),
    ],
)
def test_packages_count_with_what_they_import_by_dots(folder, file):
    assert notices(folder, load("pack.fees"), file)


def test_an_unused_module_of_a_package_does_not_count(folder):
    assert not notices(folder, load("pack.fees"), "pack/unused.py")


def test_a_base_class_in_another_file_counts(folder):
    write(folder, "mine.py", "import importlib\nname = 'he' + 'lper'\n")
    write(folder, "helper.py", FEE + "class Base(FlatFee): pass\n")
    write(folder, "mine.py", "Base = __import__('hel' + 'per').Base\nclass Fee(Base): pass\n")
    assert notices(folder, load("mine"), "helper.py")


def test_a_module_imported_inside_a_function_counts(folder):
    write(folder, "mine.py", FEE + "class Fee(FlatFee):\n    def f(self):\n        import helper\n")
    assert notices(folder, load("mine"), "helper.py")


def test_a_module_imported_by_its_name_as_text_counts(folder):
    code = "import importlib\nimportlib.import_module('helper')\n"
    write(folder, "mine.py", FEE + code + "class Fee(FlatFee): pass\n")
    assert notices(folder, load("mine"), "deeper.py")


@pytest.mark.parametrize(
    ("read", "file"),
    [
        ("open('rates.csv')", "rates.csv"),
        ("Path(__file__).parent / 'data' / 'table.csv'", "data/table.csv"),
        ("Path('data').glob('t*.csv')", "data/table.csv"),
        ("Path('data').glob('t**.csv')", "data/table.csv"),
        ("open(f'rates-{YEAR}.csv')", "rates-2026.csv"),
    ],
)
def test_a_file_of_data_that_its_text_names_counts(folder, monkeypatch, read, file):
    monkeypatch.chdir(folder)
    code = f"class Fee(FlatFee):\n    def f(self):\n        {read}\n"
    write(folder, "mine.py", FEE + code)
    fee = load("mine")
    assert notices(folder, fee, file)
    assert not notices(folder, fee, "data/other.csv")


def test_a_file_that_a_setting_names_counts(folder):
    assert notices(folder, load("mine"), "rates.csv", "rates.csv")


def test_the_version_of_an_installed_package_counts(folder, monkeypatch):
    write(folder, "mine.py", FEE + "import numpy\nclass Fee(FlatFee): pass\n")
    before = digest(load("mine"))
    monkeypatch.setattr(own_code, "_version", lambda top: f"{top} of tomorrow")
    assert digest(load("mine")) != before


def test_code_that_is_no_longer_sound_or_cannot_be_read_as_text_counts_by_its_bytes(folder):
    fee = load("mine")
    write(folder, "deeper.py", "def (:\n")
    assert notices(folder, fee, "deeper.py")
    (folder / "deeper.py").write_bytes(b"\x00\xff")
    assert digest(fee) == digest(fee)


def test_code_without_a_file_is_never_the_same_again():
    space = {"__name__": "typed_in"}
    exec("class Fee:\n    pass", space)
    assert digest(space["Fee"]) != digest(space["Fee"])


@pytest.mark.parametrize("text", ["\ud800", "a" * 300, "名" * 100, "\0", "..", "/", "**", "[.csv"])
def test_texts_that_name_no_file_do_no_harm(folder, text):
    assert digest(load("mine"), text) == digest(load("mine"))


def test_the_script_that_was_started_has_one_name_in_all_processes(folder, monkeypatch):
    """A worker calls it `__mp_main__`, and knows it as `__main__` too."""
    fee = load("mine")
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["mine"])
    found = []
    for name in ("__main__", "__mp_main__"):
        monkeypatch.setattr(fee, "__module__", name)
        own_code.own_modules.cache_clear()
        found.append((home_of(fee), digest(fee), own_code.own_modules(fee)))
    assert found[0] == found[1]
    assert "__main__" in found[0][2]
