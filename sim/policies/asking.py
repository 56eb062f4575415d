"""Asks policies, checks what they decide, and blames the policy for what is wrong with it.

Whatever code of a user's does, leaving the program included, comes out of here as one error of one
line, which names the file and line, the class, and what it decides on.
"""

import difflib
import inspect
import pickle
import re
import sysconfig
import traceback
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.agents.consumer import CONSUMER
from sim.agents.courier import COURIER
from sim.agents.store import STORE
from sim.order import ORDER
from sim.policies.contract import kind_of, shows_market
from sim.policies.error import PolicyError
from sim.policies.family import Family
from sim.policies.view import MarketView
from sim.working_folder import MOVES, went_back, working_folder

_SIM = str(Path(__file__).parents[1])
_NOT_OWN = (_SIM, *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib")))
_LONGEST = 300
_UNREADABLE = "returned what cannot be read: reading it {}"
_UNKEPT = "remembers what a snapshot cannot hold: copying it {}"
# What Python and NumPy say of attempts to write into the view.
_WRITES = ("read-only", "cannot assign to field", "cannot set WRITEABLE flag")
# What NumPy says of a column that is not there; of which table, it does not.
_NO_COLUMN = re.compile("no field of name (.+)")
_TABLES = {"consumers": CONSUMER, "stores": STORE, "couriers": COURIER, "orders": ORDER}
# Policies that need not be watched: to ask for the folder at each decision is felt.
_OURS = "sim.policies."
_FURTHER = re.compile(" For further information visit .*")  # Pydantic's, of its own pages


def decided(policy: Any, family: Family, *seen: Any) -> Any:
    """What a policy decides when it sees this, if the market can obey it.

    Parameters
    ----------
    policy, family
        Who decides.
    seen
        The view, or the scenario if the family is asked beforehand; then the memory, if any.

    Raises
    ------
    PolicyError
        The policy failed, or its decision has a wrong type, shape or number.
    """
    what = "{}"
    here = None if type(policy).__module__.startswith(_OURS) else working_folder()
    try:  # not by `obeyed`: a run asks thousands of times
        try:
            decision = policy(*seen)
        finally:
            moved = went_back(here)
        if isinstance(decision, family.decision):
            what = _UNREADABLE
            found = list(family.faults(decision, seen[0]))
        else:
            if inspect.iscoroutine(decision):
                decision.close()  # else Python complains of it later, somewhere
            found = [f"must return {family.returns}, not {kind_of(decision)}"]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _failed(error, policy, "__call__", f"policies.{family.name}", what) from error
    if moved:
        found.append(MOVES)
    if found:
        where = blamed(policy, "__call__", f"policies.{family.name}")
        raise PolicyError(f"{where} {'; '.join(found)}")
    return decision


def begun(policy: Any, family: Family, view: MarketView) -> Any:
    """The memory that a policy begins a run with, if a snapshot can hold it."""
    place = f"policies.{family.name}"
    memory = obeyed(lambda: policy.begin(view), policy, "begin", place)
    check_memory(memory, policy, family, view, "begin")
    return memory


def check_memory(
    memory: Any, policy: Any, family: Family, view: MarketView, method: str = "__call__"
) -> None:
    """Refuse a memory that is no data of its own: a snapshot could not hold it."""
    place = f"policies.{family.name}"
    try:
        obeyed(lambda: _Memory(view).dump(memory), policy, method, place, _UNKEPT)
    except _NoDataError as error:
        raise PolicyError(f"{blamed(policy, method, place)} {error}") from None


def obeyed(work: Callable[[], Any], policy: Any, method: str, place: str, what: str = "{}") -> Any:
    """What a user's code comes to; whatever it raises is a `PolicyError`.

    An interrupt is the user's own, and goes through.

    Parameters
    ----------
    work
        Runs the code.
    policy, method, place
        Who is to blame, if no line of a user's own raised it.
    what
        What the failure means, with {} for what was raised.
    """
    here = working_folder()
    try:
        try:
            done = work()
        finally:
            moved = went_back(here)
    except (PolicyError, _NoDataError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise _failed(error, policy, method, place, what) from error
    if moved:
        raise PolicyError(f"{blamed(policy, method, place)} {MOVES}")
    return done


def _failed(error: BaseException, policy: Any, method: str, place: str, what: str) -> PolicyError:
    where = blamed(policy, method, place, own_line(error))
    return PolicyError(f"{where} {what.replace('{}', failure(error))}")


def blamed(policy: Any, method: str, place: str, line: str = "") -> str:
    """Who is to blame: "mine.py:7: Fee.__call__ (policies.pricing)"."""
    kind = policy if isinstance(policy, type) else type(policy)
    line = line or _line_of(getattr(kind, method, None))
    return f"{f'{line}: ' if line else ''}{kind.__name__}.{method} ({place})"


def failure(error: BaseException) -> str:
    """What an exception of a user's code says, in one line."""
    if isinstance(error, SystemExit):
        return "tries to end the program, which no policy may"
    try:
        text = " ".join(str(error).split())
    except Exception:  # an exception of a user's may raise another as text
        text = "its message cannot be read"
    text = _FURTHER.sub("", text)
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if any(sign in text for sign in _WRITES):
        return f"must not write into what it sees ({text})"
    if isinstance(error, ValidationError) and error.errors()[0]["type"] == "frozen_instance":
        name = error.errors()[0]["loc"][0]
        return (
            f"must not set self.{name}, since a policy stays as it is; what it has to remember is a"
            " memory that `begin(view)` makes, docs/policies.md"
        )
    return f"fails with {type(error).__name__}{f': {text}' if text else ''}{_meant(error, text)}"


def _meant(error: BaseException, text: str) -> str:
    """What a misspelt column or attribute most probably stands for, "; did you mean n_zones?"."""
    if column := _NO_COLUMN.fullmatch(text):
        homes = {c.name: table for table, schema in _TABLES.items() for c in schema.columns}
        name = _nearest(column[1], homes)
        return f"; did you mean {name}, of {homes[name]}?" if name else "; see docs/columns.md"
    if isinstance(error, AttributeError) and isinstance(error.obj, MarketView):
        public = (each for each in dir(error.obj) if not each.startswith("_"))
        name = _nearest(error.name or "", public)
        return f"; did you mean {name}?" if name else "; see docs/policies.md"
    return ""


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt word most probably stands for."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1)), None)


def own_line(error: BaseException) -> str:
    """The last line of a user's own code that an exception went through, "mine.py:7"."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if is_own_file(frame.filename)]
    return f"{_shown(own[-1].filename)}:{own[-1].lineno}" if own else ""


def is_own_file(name: str) -> bool:
    """Whether a file holds code of a user's own."""
    installed = "site-packages" in name or "dist-packages" in name
    return not installed and not name.startswith(_NOT_OWN) and not name.startswith("<")


class _NoDataError(Exception):
    """A memory holds what is not its own."""


class _Memory(pickle.Pickler):
    """Refuses what a memory may not hold: the market itself, and what shows its columns."""

    def __init__(self, view: MarketView) -> None:
        super().__init__(BytesIO())
        self._view = view

    def persistent_id(self, part: Any) -> None:
        if isinstance(part, MarketView):
            raise _NoDataError("must not remember the view, which changes; copy what is needed")
        if isinstance(part, np.ndarray) and shows_market(part, self._view):
            raise _NoDataError(
                "must not remember columns of the market, which change; .copy() them"
            )


def _line_of(method: Any) -> str:
    """Where a method is written, if that is in a user's file."""
    code = getattr(inspect.unwrap(method), "__code__", None) if callable(method) else None
    if code is None or not is_own_file(code.co_filename):
        return ""
    return f"{_shown(code.co_filename)}:{code.co_firstlineno}"


def _shown(file: str) -> str:
    """A file as short as it can be named from here."""
    path = Path(file)
    here = working_folder()
    return str(path.relative_to(here)) if here and path.is_relative_to(here) else file
