"""Whatever a user's policy returns or raises is refused in one line that blames its file."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.policies.asking import begun, check_memory, decided
from sim.policies.coupon_policy import CouponTerms
from sim.policies.coupons import COUPONS, ThresholdCoupon
from sim.policies.dispatch import Decision
from sim.policies.dispatch.family import DISPATCH
from sim.policies.dispatch.policies import NearestIdle
from sim.policies.error import PolicyError
from sim.policies.pay import PAY, OrderPay, PayRates
from sim.policies.pricing import PRICING, FlatFee, Tariff
from sim.policies.promise import PROMISE, FixedPromise, Promise
from sim.policies.repositioning import REPOSITIONING, DemandWeighted
from sim.policies.staffing import STAFFING, HistoricalShifts
from sim.roster import Roster
from tests.sim.worlds import Town, scenario_of

HERE = Path(__file__).name


def deciding(base, work):
    """A policy that decides by a function of what it sees."""

    class Own(base):
        def __call__(self, *seen):
            return work(*seen)

    return Own()


def refusal(family, base, work, seen=None):
    """In which line a decision is refused; it blames this file and the class."""
    with pytest.raises(PolicyError) as refused:
        decided(deciding(base, work), family, Town().view() if seen is None else seen)
    told = str(refused.value)
    assert "\n" not in told
    assert f"{HERE}:" in told
    assert f"Own.__call__ (policies.{family.name})" in told
    return told


def fee(values):
    """The refusal of a base fee; the town has two zones."""
    return refusal(PRICING, FlatFee, lambda view: Tariff(values(view), np.zeros(2)))


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (lambda view: [1.0, 2.0], "must be a NumPy array of numbers, not list"),
        (lambda view: None, "must be a NumPy array of numbers, not None"),
        (lambda view: 3.0, "must be a NumPy array of numbers, not float"),
        (lambda view: np.array(3.0), "must have the shape (2,), not ()"),
        (lambda view: np.zeros(3), "must have the shape (2,), not (3,)"),
        (lambda view: np.zeros((2, 1)), "must have the shape (2,), not (2, 1)"),
        (lambda view: np.zeros(2, bool), "must hold numbers, not bool"),
        (lambda view: np.zeros(2, complex), "must hold numbers, not complex128"),
        (lambda view: np.zeros(2, object), "must hold numbers, not object"),
        (lambda view: np.array(["1", "2"]), "must hold numbers, not <U1"),
        (lambda view: np.zeros(2, "M8[s]"), "must hold numbers, not datetime64[s]"),
        (lambda view: np.ma.masked_array([1.0, 2.0], [0, 1]), "not MaskedArray of shape (2,)"),
        (lambda view: (each for each in (1, 2)), "not generator"),
        (lambda view: np.array([1, np.nan]), "not nan as in zone 1"),
        (lambda view: np.array([np.inf, 1]), "not inf as in zone 0"),
        (lambda view: np.array([1, -500]), "from 0 to 1e+09 in every zone, not -500 as in zone 1"),
        (lambda view: np.array([1, 1e300]), "not 1e+300 as in zone 1"),
        (lambda view: view.tariff["per_km_cents"], "is a column of the market itself"),
    ],
)
def test_what_is_no_number_for_each_zone_is_refused(values, problem):
    assert problem in fee(values)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (True, "not bool"),
        ("1", "not str"),
        (None, "not None"),
        (1 + 0j, "not complex"),
        (np.array(1.0), "not ndarray of shape ()"),
        (float("nan"), "not nan"),
        (-1, "not -1"),
        (10**400, "not about 1e400"),
    ],
)
def test_what_is_no_number_is_refused(value, problem):
    told = refusal(PAY, OrderPay, lambda view: PayRates(value, 1.0, 1.0))
    assert f"order_cents must be a number from 0 to 1e+09, {problem}" in told


@pytest.mark.parametrize(
    ("family", "base", "work", "problem"),
    [
        (PRICING, FlatFee, lambda view: None, "must return a Tariff, not None"),
        (PRICING, FlatFee, lambda view: [], "must return a Tariff, not list"),
        (PRICING, FlatFee, lambda view: (yield), "must return a Tariff, not generator"),
        (PRICING, FlatFee, lambda view: Tariff, "must return a Tariff, not type"),
        (PROMISE, FixedPromise, lambda view: Promise(np.zeros(2), 1e9), "estimate_weight"),
        (
            COUPONS,
            ThresholdCoupon,
            lambda view: CouponTerms(np.ones(1, int)),
            "must hold truth values",
        ),
        (DISPATCH, NearestIdle, lambda view: Decision(None), "its offers must be rows of"),
        (DISPATCH, NearestIdle, lambda view: Decision(np.zeros(2)), "its offers must be rows of"),
        (REPOSITIONING, DemandWeighted, lambda view: np.zeros(2), "its moves must be rows of"),
    ],
)
def test_what_is_no_decision_is_refused(family, base, work, problem):
    assert problem in refusal(family, base, work)


@pytest.mark.parametrize(
    ("roster", "problem"),
    [
        (lambda: Roster(None, None, None), "start_min must be a NumPy array of numbers, not None"),
        (lambda: Roster(np.zeros(2), np.zeros(2), np.zeros(1)), "must have the shape (1,)"),
        (lambda: Roster(np.zeros(0), np.zeros(0), np.zeros(0)), "share must hold numbers"),
        (lambda: Roster(np.zeros(1), np.full(1, 1440.0), np.ones(1)), "end_min must hold minutes"),
        (lambda: Roster(np.zeros(1), np.zeros(1), np.full(1, np.inf)), "share must hold numbers"),
    ],
)
def test_what_is_no_roster_is_refused(roster, problem):
    told = refusal(STAFFING, HistoricalShifts, lambda scenario: roster(), scenario_of())
    assert problem in told


def recursing(view):
    return recursing(view)


def unspeakable(view):
    class UnspeakableError(Exception):
        def __str__(self):
            raise RuntimeError

    raise UnspeakableError


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        (lambda view: 1 / 0, "fails with ZeroDivisionError: division by zero"),
        (lambda view: exit(0), "tries to end the program"),
        (recursing, "fails with RecursionError: maximum recursion depth exceeded"),
        (unspeakable, "fails with UnspeakableError: its message cannot be read"),
        (lambda: None, "fails with TypeError"),
        (
            lambda view: view.stores["n_queue"],
            "no field of name n_queue; did you mean n_queued, of stores?",
        ),
        (lambda view: view.stores["zzz"], "no field of name zzz; see docs/columns.md"),
        (lambda view: view.n_zonse, "has no attribute 'n_zonse'; did you mean n_zones?"),
        (lambda view: view.zzz, "has no attribute 'zzz'; see docs/policies.md"),
        (lambda view: None.n_zonse, "has no attribute 'n_zonse'"),
        (lambda view: view.tariff["base_cents"].fill(1), "must not write into what it sees"),
        (lambda view: setattr(view, "stores", None), "must not write into what it sees"),
        (lambda view: view.city.cell_zone.fill(0), "must not write into what it sees"),
        (
            lambda view: view.stores.setflags(write=True),
            "must not write into what it sees",
        ),
    ],
)
def test_what_a_policy_raises_is_told_in_one_line_of_its_file(work, problem):
    assert problem in refusal(PRICING, FlatFee, work)


def _leave(folder):
    os.chdir(folder)


def test_a_policy_that_changes_the_working_folder_is_refused_and_brought_back(
    monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path.parent)
    left = refusal(PRICING, FlatFee, lambda view: _leave(tmp_path) or FlatFee()(view))
    assert left.endswith(
        "changes the working folder, which no policy may; name files by Path(__file__)"
    )
    failed = refusal(PRICING, FlatFee, lambda view: _leave(tmp_path) or 1 / 0)
    assert "fails with ZeroDivisionError" in failed

    class Leaving(FlatFee):
        def begin(self, view):
            _leave(tmp_path)

    with pytest.raises(PolicyError, match=r"Leaving.begin .* changes the working folder"):
        begun(Leaving(), PRICING, Town().view())
    assert Path.cwd() == tmp_path.parent


def test_a_policy_that_fails_where_the_working_folder_is_gone_is_told_too(monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "fails with ZeroDivisionError" in refusal(PRICING, FlatFee, lambda view: 1 / 0)


def test_a_policy_that_notes_something_on_itself_is_shown_its_memory():
    class Noting(FlatFee):
        def __call__(self, view):
            self.last_min = view.now_min

    with pytest.raises(PolicyError) as refused:
        decided(Noting(), PRICING, Town().view())
    assert str(refused.value).endswith(
        "must not set self.last_min, since a policy stays as it is; what it has to remember is a"
        " memory that `begin(view)` makes, docs/policies.md"
    )


def test_an_interrupt_is_the_user_s_own():
    def interrupted(view):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decided(deciding(FlatFee, interrupted), PRICING, Town().view())


def test_a_coroutine_is_refused_without_another_word():
    class Own(FlatFee):
        async def __call__(self, view):
            return None

    with pytest.raises(PolicyError, match="must return a Tariff, not coroutine"):
        decided(Own(), PRICING, Town().view())


def test_a_decision_that_cannot_be_read_is_its_policy_s_fault():
    class Odd(Tariff):
        def __getattribute__(self, name):
            raise LookupError(name)

    told = refusal(PRICING, FlatFee, lambda view: Odd(np.zeros(2), np.zeros(2)))
    assert "fails with LookupError" in told


@pytest.mark.parametrize(
    ("memory", "problem"),
    [
        (lambda view: view, "must not remember the view"),
        (lambda view: [view.tariff["base_cents"]], "must not remember columns of the market"),
        (
            lambda view: (each for each in ()),
            "remembers what a snapshot cannot hold: copying it fails",
        ),
        (lambda view: {"rule": lambda: 0}, "remembers what a snapshot cannot hold"),
        (lambda view: 1 / 0, "fails with ZeroDivisionError"),
    ],
)
def test_a_memory_that_is_no_data_of_its_own_is_refused(memory, problem):
    class Own(FlatFee):
        def begin(self, view):
            return memory(view)

    with pytest.raises(PolicyError) as refused:
        begun(Own(), PRICING, Town().view())
    assert f"{HERE}:" in str(refused.value)
    assert "Own.begin (policies.pricing)" in str(refused.value)
    assert problem in str(refused.value)


def test_a_memory_of_copies_is_kept():
    class Own(FlatFee):
        def begin(self, view):
            return {"fees": view.tariff["base_cents"].copy(), "at": [view.now_min]}

    view = Town().view()
    memory = begun(Own(), PRICING, view)
    memory["fees"] += 1
    check_memory(memory, Own(), PRICING, view)


def test_the_error_can_be_handed_from_one_process_to_another():
    assert str(pickle.loads(pickle.dumps(PolicyError("mine.py:7: no")))) == "mine.py:7: no"
