"""A first scenario of a city of one's own: what its files tell, and the rest by a preset."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.own_city.told import named
from analysis.own_city.town import FILES, Read
from analysis.words import Words, words
from sim.scenario import Scenario
from sim.settings.town import Town

_QUESTION = """\
# A question to begin with; see `o2o list` for others, each of which may stand in its place.
extends = [{city}, "lunch-coupon"]
{titles}
"""


def scenario_text(read: Read, base: str, preset: Scenario, folder: Path, beside: Path) -> str:
    """The text of a scenario file in the folder `beside`, of the files of a folder."""
    name = folder.resolve().name
    lines = [
        f"# The city of {name}, drafted from its files; what stands in no file is that of {base}.",
        f"extends = {_quoted(base)}",
        _titles(lambda say: _title(name, read.town, say)),
        "",
        "[city]",
    ]
    for kind in FILES:
        if kind in read.files:
            path = _relative(read.files[kind], beside)
            lines.append(f"{kind} = {_quoted(path)}{_remark(read, kind)}")
        else:
            lines.append(f'# {kind} = "{kind}.csv"')
    n_consumers, why = consumers(read, preset)
    lines += ["", "[consumers]", f"count = {n_consumers} # {why}"]
    if "couriers" not in read.files:
        share = n_consumers / preset.consumers.count
        count = max(1, round(preset.couriers.count * share))
        why = f"as many a consumer as in {base}"
        lines += ["", "[couriers]", f"count = {count} # {why}"]
    return "\n".join(lines) + "\n"


def question_text(city: str, folder: Path) -> str:
    """The text of a second scenario, to be compared with the first, of a folder's city."""
    name = folder.resolve().name
    titles = _titles(lambda say: say("own_city.coupon", town=name))
    return _QUESTION.format(city=_quoted(city), titles=titles)


def _titles(title: Callable[[Words], str]) -> str:
    """The lines of a scenario's title in both languages."""
    keys = {"title": words("en"), "title_zh": words("zh")}
    return "\n".join(f"{key} = {_quoted(title(say))}" for key, say in keys.items())


def _title(name: str, town: Town, say: Words) -> str:
    parts = [say("own_city.stores", n=len(town.stores.names))] if town.stores else []
    parts += [say("own_city.zones", n=len(town.zones))] if town.zones else []
    told = say("list.comma").join(parts)
    return say("own_city.title", town=name, parts=told) if parts else name


def consumers(read: Read, preset: Scenario) -> tuple[int, str]:
    """How many consumers the city has, and how that was reckoned."""
    people, stores = preset.consumers, read.town.stores
    if stores is None:
        return people.count, "as in the preset; say how many there are"
    needs = sum(kind.share * kind.needs_per_day for kind in people.segments)
    known = [orders for orders in stores.orders_per_day if orders is not None]
    if known:
        orders = sum(known) / len(known) * len(stores.names)
        count = orders / (preset.stores.expected_orders_per_need * needs)
        return max(1, round(count)), f"enough for {orders:.0f} orders a day, as the stores say"
    count = people.count * len(stores.names) / preset.stores.count
    return max(1, round(count)), "as many a store as in the preset; say how many there are"


def _remark(read: Read, kind: str) -> str:
    if kind == "stores" and read.outside:
        return f" # {len(read.outside)} outside every zone: {named(read.outside)}"
    read_as: Mapping[str, str] = read.columns.get(kind, {})
    other = [f"{role} = {name}" for role, name in read_as.items() if role != name.lower()]
    return f" # {', '.join(other)}".replace("\n", " ") if other else ""


def _relative(file: Path, beside: Path) -> str:
    here, there = file.resolve(), beside.resolve()
    inside = here.is_relative_to(there)
    return (here.relative_to(there) if inside else here).as_posix()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
