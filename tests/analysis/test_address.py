"""A run's address changes with all that can change its result, and with nothing else."""

import numpy as np
import pytest
from pydantic import Field

from analysis import address as addresses
from analysis.address import address, own_code, plain
from sim.policies.families import FAMILIES
from sim.policies.family import Asked, Family, Policy
from sim.policies.pricing import FlatFee
from sim.scenario import Policies, scenario_with
from tests.analysis.handmade import TINY


class OneFee(FlatFee):
    """A policy of one's own."""

    kinds: frozenset[str] = frozenset({"a", "b", "c"})
    hidden: int = Field(0, exclude=True)


class OtherFee(OneFee):
    """Another with the same settings in the same file."""


def with_fee(fee):
    return TINY.model_copy(update={"policies": Policies(pricing=fee)})


def test_classes_of_one_file_are_told_apart():
    assert address(with_fee(OneFee()), 0) != address(with_fee(OtherFee()), 0)


def test_a_setting_that_dumps_leave_out_counts():
    assert address(with_fee(OneFee(hidden=1)), 0) != address(with_fee(OneFee()), 0)


def test_own_code_of_the_warm_up_counts():
    assert address(TINY, 0, warmed_by=with_fee(OneFee())) != address(TINY, 0)
    assert own_code(TINY, with_fee(OneFee())) == own_code(with_fee(OneFee()))


def test_an_edit_of_own_code_counts(monkeypatch):
    before = address(with_fee(OneFee()), 0)
    monkeypatch.setattr(addresses, "digest", lambda owner, said: "edited")
    assert address(with_fee(OneFee()), 0) != before
    assert not own_code(TINY)


def test_a_family_of_one_s_own_counts_with_its_functions():
    class Mine(Policy):
        """A kind of decision of one's own."""

    def no_faults(_decision, _view):
        return iter(())

    family = Family("mine", "my", Mine, int, {"one": Mine}, Mine(), Asked.BEFOREHAND, no_faults)
    scenario = scenario_with((*FAMILIES, family)).model_validate(TINY.model_dump())
    assert any("no_faults" in code for code in own_code(scenario))


@pytest.mark.parametrize("what", ["text", "version"])
def test_the_program_s_own_text_and_the_versions_it_computes_with_count(
    monkeypatch, tmp_path, what
):
    def program():
        addresses.program.cache_clear()
        return addresses.program()

    if what == "text":
        monkeypatch.setattr(addresses, "_ROOT", tmp_path)
        (tmp_path / "sim").mkdir()
        (tmp_path / "sim" / "loop.py").write_text("A = 1\n")
        (tmp_path / "sim" / "__pycache__").mkdir()
        for name in addresses._COMPUTING[1:]:
            (tmp_path / name).mkdir(parents=True)
    before = program()
    assert program() == before
    if what == "text":
        (tmp_path / "sim" / "__pycache__" / "loop.pyc").write_text("other")
        assert program() == before
        (tmp_path / "sim" / "loop.py").write_text("A = 2\n")
    else:
        monkeypatch.setattr(addresses, "_version", lambda package: f"{package} of tomorrow")
    assert program() != before
    monkeypatch.undo()
    addresses.program.cache_clear()


def test_a_set_is_the_same_in_whatever_order_a_process_holds_it():
    held = plain({"a": frozenset({"x", "y", "z"})})
    assert held == {"a": ['"x"', '"y"', '"z"']}


def test_arrays_count_by_shape_type_and_content():
    ones = np.ones(4)
    others = [ones * 2, ones.reshape(2, 2), ones.astype(np.float32)]
    assert len({str(plain(each)) for each in (ones, *others)}) == 4
