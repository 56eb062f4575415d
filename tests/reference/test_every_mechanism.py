"""What compiled code makes of each mechanism is compared, here or by tests of its own."""

from pathlib import Path

from numba.core.dispatcher import Dispatcher

from sim.mechanisms import MECHANISMS
from tests.cities import all_on

HERE = Path(__file__).parent
OF_MECHANISMS = HERE.parent / "sim" / "mechanisms"


def compiles(mechanism):
    """Whether code of its own is compiled: functions of moments or values, or of a channel."""
    values = vars(mechanism).values()
    return bool(mechanism.channels) or any(isinstance(value, Dispatcher) for value in values)


def test_the_oracle_knows_each_mechanism_or_its_tests_run_compiled_too():
    """Those that are marked `uncompiled` run nowhere else."""
    sources = "".join(file.read_text("utf-8") for file in HERE.glob("test_agreed_*.py"))
    for mechanism in filter(compiles, MECHANISMS):
        if mechanism.name not in all_on() and f'"{mechanism.name}"' not in sources:
            tests = OF_MECHANISMS / f"test_{mechanism.name}.py"
            assert "mark.uncompiled" not in tests.read_text("utf-8"), mechanism.name
