"""A user's own policy, ``use = "my_policies:RainyDayFee"``: a module beside the file, a class.

Loading one runs the module. Its folder joins the end of the import path, so that worker
processes, which inherit the path, find the module too.
"""

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel, ValidationError

from analysis.scenario_file.explain import faults_of
from analysis.scenario_file.faults import Fault, KeyPath, ScenarioError, dotted, shown, suggestion
from analysis.scenario_file.layers import Layers, Tree
from analysis.scenario_file.model_shape import Model, family_of, models_at, use_name
from sim.working_folder import MOVES, went_back, working_folder

_USE = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*)")


def construct(
    model: Model, tree: Tree, layers: Layers, *, allow_code: bool
) -> tuple[list[Fault], list[str]]:
    """Put a policy in the place of each table that names a user's own, in place.

    Returns
    -------
    faults
        Of the policies that cannot be had.
    failed
        The `use` of their tables, which stay as they are, as dotted paths.
    """
    faults: list[Fault] = []
    failed: list[str] = []
    for holder, path in list(_own_tables(model, tree, ())):
        try:
            holder[path[-1]] = _policy(model, holder[path[-1]], path, layers, allow_code)
        except ScenarioError as error:
            faults += error.faults
            failed.append(dotted((*path, "use")))
    return faults, failed


def _own_tables(model: Model, holder: Any, path: KeyPath) -> Iterator[tuple[Any, KeyPath]]:
    """Each policy's table with a colon in `use`: what holds it, and its path."""
    for key, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
        here = (*path, key)
        use = value.get("use") if isinstance(value, dict) else None
        if isinstance(use, str) and ":" in use:
            if any(use_name(found) for found in models_at(model, here)):
                yield holder, here
        elif isinstance(value, (dict, list)):
            yield from _own_tables(model, value, here)


def _policy(
    model: Model, table: Tree, path: KeyPath, layers: Layers, allow_code: bool
) -> BaseModel:
    use_path = (*path, "use")
    folders = [layers.last_to_say(use_path).folder, layers.files[-1].folder]
    try:
        if not allow_code:
            raise LookupError("runs a module of yours, which --no-code forbids")
        family = family_of(models_at(model, path))
        own = _class(table["use"], folders, family)
        _check_family(own, family)
        settings = {key: value for key, value in table.items() if key != "use"}
        return _made(own, settings)
    except LookupError as error:
        place, use = layers.place_of(use_path), shown(table["use"])
        raise ScenarioError([Fault(place, error.args[0], dotted(use_path), use)]) from error
    except ValidationError as error:
        raise ScenarioError(faults_of(error, own, settings, layers.place_of, path)) from None


def _made(own: Model, settings: Tree) -> BaseModel:
    """A policy with these settings; its class may bring validators of the user's own."""
    try:
        return own.model_validate(settings)
    except (ValidationError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise LookupError(_told(error, f"making a {own.__name__}")) from error


def _class(use: str, folders: list[Path], family: Model) -> Model:
    names = _USE.fullmatch(use)
    if not names:
        raise LookupError("must read module:Class")
    if names["module"].endswith(".py"):
        written = f"{names['module'].removesuffix('.py')}:{names['name']}"
        raise LookupError(f'must read module:Class, without ".py": "{written}"')
    module = _module(names["module"], folders)
    found = vars(module).get(names["name"])
    if found is None:
        here = [name for name, value in vars(module).items() if _is_policy(value, module)]
        raise LookupError(f"no such class{suggestion(names['name'], here)}")
    if not _is_policy(found):
        what = "" if inspect.isclass(found) else f"; it is of type {type(found).__name__}"
        raise LookupError(f"must be a class, a subclass of {family.__name__}{what}")
    return found  # type: ignore[no-any-return]


def _module(name: str, folders: list[Path]) -> ModuleType:
    """Import a module that lies in one of the folders, or is installed."""
    candidates = [
        folder.resolve().joinpath(*name.split(".")).with_suffix(".py") for folder in folders
    ]
    ours = next((file for file in candidates if file.exists()), None)
    for folder in folders:
        if str(folder.resolve()) not in sys.path:
            sys.path.append(str(folder.resolve()))
    importlib.invalidate_caches()
    here = working_folder()
    try:
        module = importlib.import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a user's module does, leaving the program included
        if ours is None and isinstance(error, ModuleNotFoundError):
            raise LookupError(
                f"no module {name}, neither beside the scenario file nor installed"
            ) from error
        raise LookupError(_told(error, "the module")) from error
    finally:
        moved = went_back(here)
    if moved:
        raise LookupError(f"the module {MOVES}")
    if not isinstance(module, ModuleType):
        raise LookupError("the module puts something else in its own place, where classes must be")
    file = getattr(module, "__file__", None)  # one that is built in has none
    if ours and Path(str(file)).resolve() != ours:
        other = file or "a module of that name which is built into Python"
        raise LookupError(f"{ours.name} is hidden by {other}; give it another name")
    return module


def _told(error: BaseException, what: str) -> str:
    """What a user's code raised, and on which line of it."""
    from sim.policies.asking import failure, own_line  # brings the market along

    line = None if isinstance(error, SyntaxError) else own_line(error)  # it says its line itself
    return f"{what} {failure(error)}{f' ({line})' if line else ''}"


def _is_policy(value: Any, module: ModuleType | None = None) -> bool:
    """Whether a value is a model that can be called, defined in the module if one is given."""
    if not inspect.isclass(value) or not issubclass(value, BaseModel):
        return False
    at_home = module is None or value.__module__ == module.__name__
    return at_home and any("__call__" in vars(base) for base in value.__mro__)


def _check_family(own: Model, family: Model) -> None:
    if not issubclass(own, family):
        raise LookupError(f"must be a subclass of {family.__name__}")
    if inspect.isabstract(own):
        raise LookupError(f"must define {', '.join(sorted(own.__abstractmethods__))}")
    remembers = getattr(own, "begin", None) is not getattr(family, "begin", None)
    try:
        inspect.signature(own.__call__).bind(*("self", "view", "memory")[: 3 if remembers else 2])
    except TypeError as error:
        raise LookupError(
            "defines begin, so it is called with the memory too: __call__(self, view, memory)"
            if remembers
            else "defines no begin, so it is called with the view alone: __call__(self, view)"
        ) from error
