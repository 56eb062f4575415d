"""A kernel is compiled anew when its module has changed, or one that it imports, and only then."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sim import kernel_cache
from sim.kernel_cache import ByImports, Index

ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that takes itself for `sim`: loop imports travel, and clock imports nothing."""
    folder = tmp_path / "sim"
    (folder / "flow").mkdir(parents=True)
    (folder / "flow" / "__init__.py").write_text("")
    (folder / "clock.py").write_text("A = 1\n")
    (folder / "flow" / "travel.py").write_text("B = 1\n")
    (folder / "flow" / "loop.py").write_text("from sim.flow import travel\n")
    monkeypatch.setattr(kernel_cache, "_PACKAGES", tmp_path)
    forget()
    yield folder
    forget()


def forget():
    """What was read of files is read again."""
    for kept in (kernel_cache.digest, kernel_cache.imported, kernel_cache._source):
        kept.cache_clear()


def digest(file):
    forget()
    return kernel_cache.digest(file)


def test_an_edit_of_the_module_itself_counts(package):
    before = digest(package / "flow" / "loop.py")
    (package / "flow" / "loop.py").write_text("from sim.flow import travel\n\nX = 1\n")
    assert digest(package / "flow" / "loop.py") != before


@pytest.mark.parametrize(
    "line",
    [
        "from sim.flow import travel",
        "from sim.flow.travel import B",
        "import sim.flow.travel",
        "def f():\n    from sim.flow.travel import B",
    ],
)
def test_an_edit_of_what_it_imports_counts_however_it_is_imported(package, line):
    (package / "flow" / "loop.py").write_text(f"{line}\n")
    before = digest(package / "flow" / "loop.py")
    (package / "flow" / "travel.py").write_text("B = 2\n")
    assert digest(package / "flow" / "loop.py") != before


def test_what_is_imported_by_an_imported_module_counts(package):
    (package / "flow" / "travel.py").write_text("import sim.clock\n")
    before = digest(package / "flow" / "loop.py")
    (package / "clock.py").write_text("A = 2\n")
    assert digest(package / "flow" / "loop.py") != before


def test_an_edit_elsewhere_does_not_count(package):
    before = digest(package / "flow" / "loop.py")
    (package / "clock.py").write_text("A = 2\n")
    (package / "flow" / "travel.py").touch()
    assert digest(package / "flow" / "loop.py") == before


def test_a_module_imported_for_the_type_checker_alone_does_not_count(package):
    (package / "flow" / "travel.py").write_text("if TYPE_CHECKING:\n    import sim.clock\n")
    assert kernel_cache.imported(package / "flow" / "travel.py") == ()


def test_modules_that_import_each_other_are_read_once(package):
    (package / "clock.py").write_text("import sim.flow.loop\n")
    (package / "flow" / "travel.py").write_text("import sim.clock\n")
    assert digest(package / "flow" / "loop.py") == digest(package / "clock.py")


def test_a_user_s_module_follows_what_it_imports_of_the_package(package, tmp_path):
    own = tmp_path / "my_policies.py"
    own.write_text("import math\nfrom sim.flow.travel import B\n")
    before = digest(own)
    (package / "flow" / "travel.py").write_text("B = 2\n")
    assert digest(own) != before


def test_a_user_s_module_follows_those_beside_it(package, tmp_path):
    folder = tmp_path.parent / "a user's folder"
    folder.mkdir()
    (folder / "helper.py").write_text("FACTOR = 2.0\n")
    (folder / "user.py").write_text("from helper import FACTOR\n")
    assert kernel_cache.imported(folder / "user.py") == (folder / "helper.py",)


def kernel():
    """Stands in this file."""


def test_only_the_latest_sources_of_a_module_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_cache.config, "CACHE_DIR", str(tmp_path))
    name = "tests.sim.test_kernel_cache"
    for age in range(6):
        folder = tmp_path / f"{name}-{age:016x}"
        folder.mkdir()
        os.utime(folder, (1000 - age, 1000 - age))
    (tmp_path / f"another.module-{1:016x}").mkdir()
    found = ByImports.from_function(kernel, __file__)
    assert Path(found.get_cache_path()).parent == tmp_path
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}-{0:016x}",
        f"{name}-{1:016x}",
        f"{name}-{2:016x}",
        f"another.module-{1:016x}",
    }


def test_a_function_without_a_file_is_left_to_others():
    assert ByImports.from_function(kernel, "<stdin>") is None


def index_in(folder, monkeypatch):
    """What Numba keeps of a function of a module whose folder stands in a cache folder."""
    monkeypatch.setattr(kernel_cache.config, "CACHE_DIR", str(folder.parent))
    kernel_cache.say_once.cache_clear()
    return Index(str(folder), "kernel", "stamp")


def test_where_nothing_can_be_written_each_process_compiles_and_one_line_says_so(
    tmp_path, monkeypatch, capsys
):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    index = index_in(blocked / "sim.flow", monkeypatch)
    assert ByImports.from_function(kernel, __file__) is not None
    index.save("key", "compiled")
    index.save("another", "compiled")
    assert index.load("key") is None
    said = capsys.readouterr().err.splitlines()
    assert said == [f"compiled code cannot be kept in {blocked}: Not a directory"]


def test_nothing_is_kept_nowhere_and_nothing_is_said(tmp_path, monkeypatch, capsys):
    index = index_in(Path(os.devnull) / "sim.flow", monkeypatch)
    index.save("key", "compiled")
    assert index.load("key") is None
    assert capsys.readouterr().err == ""


def test_a_full_disk_keeps_nothing_and_stops_nothing(tmp_path, monkeypatch, capsys):
    index = index_in(tmp_path / "sim.flow", monkeypatch)

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index, "_open_for_write", full)
    index.save("key", "compiled")
    assert index.load("key") is None
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("torn", [b"", b"\x80\x04", b"half a kernel"])
def test_torn_files_are_compiled_anew(tmp_path, monkeypatch, torn):
    index = index_in(tmp_path / "sim.flow", monkeypatch)
    for pattern in ("*.nbc", "*.nbi"):
        index.save("key", "compiled")
        assert index.load("key") == "compiled"
        for file in (tmp_path / "sim.flow").glob(pattern):
            file.write_bytes(torn)
        assert index.load("key") is None


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_code_from_where_others_can_write_is_not_loaded(tmp_path, monkeypatch, mode):
    index = index_in(tmp_path / "sim.flow", monkeypatch)
    index.save("key", "compiled")
    (tmp_path / "sim.flow").chmod(mode)
    assert index.load("key") is None
    (tmp_path / "sim.flow").chmod(0o755)
    assert index.load("key") == "compiled"


def test_a_list_that_names_types_of_a_module_that_is_gone_is_begun_anew(tmp_path, monkeypatch):
    """A caller that went away with an update of the package."""
    gone = ModuleType("gone")
    gone.Caller = type("Caller", (), {"__module__": "gone", "__qualname__": "Caller"})
    monkeypatch.setitem(sys.modules, "gone", gone)
    index = Index(str(tmp_path), "kernel", "stamp")
    index.save(("float64",), "compiled")
    index.save((gone.Caller,), "compiled for it")
    assert index.load(("float64",)) == "compiled"
    monkeypatch.delitem(sys.modules, "gone")
    assert index.load(("float64",)) is None
    index.save(("float64",), "compiled again")
    assert index.load(("float64",)) == "compiled again"


def test_two_processes_that_compile_one_function_do_not_write_over_each_other(tmp_path):
    """Each begins while the list is empty; whoever is late in the list finds its own kernel."""
    one, other = (Index(str(tmp_path), "kernel", "stamp") for _ in range(2))
    assert one._data_name(1) != other._data_name(1)
    one.save(("float64",), "for a float")
    one._save_index({})  # what the other one has read
    other.save(("int64",), "for a whole number")
    assert other.load(("int64",)) == "for a whole number"
    assert len(list(tmp_path.glob("*.nbc"))) == 2


# Has imported Numba, which takes longer than all that is asked, and none of the kernels.
BEGUN = """
import os, sys, traceback
import sim, numba
for program in map(eval, sys.stdin):
    if os.fork() == 0:
        os.dup2(os.open(sys.argv[1] + "/said", os.O_CREAT | os.O_TRUNC | os.O_WRONLY), 1)
        os.dup2(1, 2)
        try:
            exec(*program)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.wait()
    print(flush=True)
"""


@pytest.fixture
def said(tmp_path):
    """What a program prints in a process of its own; all keep their kernels in one folder."""
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    for name in ("NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT"):
        env.pop(name, None)
    command = [sys.executable, "-c", BEGUN, str(tmp_path)]
    pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)

    def by(program, **given):
        begun.stdin.write(f"{(program, given)!r}\n")
        begun.stdin.flush()
        assert begun.stdout.readline() == "\n"
        return (tmp_path / "said").read_text()

    with subprocess.Popen(command, env=env, text=True, **pipes) as begun:
        yield by
        begun.stdin.close()


SAY = """
import sys
sys.path.insert(0, sys.argv[1])
import sim, helper, user
user.twice(1.0)
print(user.twice(21.0), sum(user.twice.stats.cache_hits.values()))
"""


def test_a_kernel_in_use_is_loaded_or_compiled_as_its_sources_say(tmp_path, said):
    """End to end: the second process loads, and after an edit compiles again."""
    (tmp_path / "helper.py").write_text("FACTOR = 2.0\n")
    source = (
        "from numba import njit\nfrom helper import FACTOR\n\n"
        "@njit(cache=True)\ndef twice(x):\n    return FACTOR * x\n"
    )
    (tmp_path / "user.py").write_text(source)
    assert said(SAY) == "42.0 0\n"
    assert said(SAY) == "42.0 1\n"
    # Of another size: Python tells an edit within a second by nothing else.
    (tmp_path / "helper.py").write_text("FACTOR = 3.25\n")
    assert said(SAY) == "68.25 0\n"


SAY_LAST = """
import sys
sys.path.insert(0, sys.argv[1])
import sim, sim.kernel_cache, user
print(user.last())
"""


def test_a_kernel_that_cannot_be_kept_is_compiled_and_used(tmp_path, said):
    """Numba keeps none with so large a constant and says so; nor many at NUMBA_OPT=0."""
    source = (
        "import numpy as np\nfrom numba import njit\n\nMANY = np.arange(2_000_000.0)\n\n"
        "@njit(cache=True)\ndef last():\n    return MANY[-1]\n"
    )
    (tmp_path / "user.py").write_text(source)
    warned = re.sub(r"\x1b\[\d+m", "", said(SAY_LAST))  # in colour where colorama is installed
    assert warned.endswith("\n1999999.0\n")
    assert f"{tmp_path / 'user.py'}:6: NumbaWarning: Cannot cache" in warned


SAY_EACH = """
import sys
sys.path.insert(0, sys.argv[1])
import sim, sim.kernel_cache, user
sys.modules["sim.user"] = user
for name in names:
    print(name, getattr(user, name)(20.0), sum(user.inner.stats.cache_hits.values()))
"""


def test_what_kernels_link_is_kept_apart_from_what_python_calls(tmp_path, said):
    source = (
        '__name__ = "sim.user"\nfrom numba import njit\n\n'
        "@njit(cache=True)\ndef inmost(x):\n    return 2.0 * x\n\n"
        "@njit(cache=True)\ndef inner(x):\n    print('seen', x)\n    return inmost(x)\n\n"
        "@njit(cache=True)\ndef outer(x):\n    return inner(x) + 1.0\n\n"
        "@njit(cache=True)\ndef other(x):\n    return inner(x) - 1.0\n"
    )
    (tmp_path / "user.py").write_text(source)

    def told(*names):
        return said(SAY_EACH, names=names)

    assert told("outer") == "seen 20.0\nouter 41.0 0\n"  # nothing is kept yet
    assert told("other") == "seen 20.0\nother 39.0 1\n"  # linked as it was kept
    assert told("inner") == "seen 20.0\ninner 40.0 0\n"  # which Python cannot call
    assert told("inner", "outer") == "seen 20.0\ninner 40.0 1\nseen 20.0\nouter 41.0 1\n"
