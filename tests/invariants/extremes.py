"""Extreme scenarios: tiny cities whose numbers lie at the ends of their bounds, or near them.

    python -m tests.invariants.extremes [--from 0] [--count 5000] [--dispatch NAME] [--any]

makes scenarios 0, 1, 2 ... from the schema of the model, runs each to its end and checks all rules
of the world. Those of odd numbers have all mechanisms on that the baseline has, with `--any` each
has some of all that there are. Prints the numbers of those that fail.
"""

import argparse
import math
import random
import resource
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
from pydantic import ValidationError

from analysis.kpis.measure import measure
from sim.scenario import Mechanisms, Scenario
from sim.simulation import run
from tests.cities import all_on
from tests.invariants import lives, money, places

CHECKS = (*money.CHECKS, *lives.CHECKS, *places.CHECKS)
Tree = dict[str, Any]

# Left at their defaults: what a scenario is about, and what needs files. Mechanisms come last.
_FILES = {"city.stores", "city.zones", "city.demand", "city.couriers", "city.town"}
_LEFT = {"title", "why", "title_zh", "why_zh", "mechanisms", "replay", *_FILES}
# What makes a run long rather than extreme is small, and so is what rounds cost in Python.
_SMALL: Tree = {
    "days": (1, 2),
    "warmup_days": (0, 1),
    "sample_min": (60, 1440),
    "width_m": (100, 4000),
    "height_m": (100, 4000),
    "cell_m": (100, 5000),
    "n_home_centres": (1, 3),
    "n_office_centres": (1, 3),
    "n_store_centres": (1, 5),
    "consumers.count": (1, 20),
    "stores.count": (1, 5),
    "couriers.count": (0, 4),
    "every_min": (2, 60),
    "sync_min": (5, 1440),
    "step_min": (5, 1440),
}
_SIZED = ("city", "consumers", "stores", "couriers", "policies")
_LONG_S = 10.0


def extreme(number: int, *, any_mechanisms: bool = False, **fixed: Any) -> Scenario:
    """The valid scenario of a number, the same everywhere; `fixed` policies stay as they are.

    With all mechanisms that the baseline has, or none; or with any of all that there are.
    """
    luck = random.Random(number)
    while True:
        tree = _table(luck, Scenario.__pydantic_core_schema__, "")
        tree.setdefault("policies", {}).update(fixed)
        if any_mechanisms:
            every = Mechanisms.model_fields
            tree["mechanisms"] = _mechanisms(luck, [n for n in every if luck.random() < 0.5])
        elif number % 2 == 1:
            tree["mechanisms"] = _mechanisms(luck, _on())
        _mend(luck, tree)
        try:
            return Scenario.model_validate({"title": str(number), **tree})
        except ValidationError:  # by a rule across settings: another draw
            continue


def _table(luck: random.Random, schema: Any, path: str) -> Tree:
    """Some of the fields of a model."""
    schema = _inner(schema)
    said = {}
    for name, field in schema["fields"].items():
        here = f"{path}.{name}".removeprefix(".")
        inner = field["schema"]
        needed = inner["type"] != "default" or here in (*_SIZED, *_SMALL) or name in _SMALL
        if here not in _LEFT and (needed or luck.random() < (0.3 if "." in here else 0.6)):
            said[name] = _value(luck, inner, here)
    return said


def _mechanisms(luck: random.Random, names: Iterable[str]) -> Tree:
    """Some mechanisms, on, with some of their settings."""
    schemas = _inner(Mechanisms.__pydantic_core_schema__)["fields"]
    tables = {name: _value(luck, schemas[name], f"mechanisms.{name}") for name in names}
    return {name: table | {"enabled": True} for name, table in tables.items()}


@cache
def _on() -> tuple[str, ...]:
    return tuple(all_on())


def _inner(schema: Any) -> Any:
    """The schema of fields within what stands around it."""
    while schema["type"] != "model-fields":
        schema = schema["schema"]
    return schema


def _value(luck: random.Random, schema: Any, path: str) -> Any:
    kind = schema["type"]
    match kind:
        case "int" | "float":
            return _number(luck, schema, path)
        case "bool":
            return luck.random() < 0.5
        case "str":
            return f"{luck.randrange(24):02d}:{luck.choice([0, 1, 30, 59]):02d}"
        case "literal":
            return luck.choice(schema["expected"])
        case "nullable":
            return None if luck.random() < 0.5 else _value(luck, schema["schema"], path)
        case "tagged-union" if schema["discriminator"] != "use":
            return _value(luck, schema["choices"]["row"], path)  # of what is drawn
        case "tagged-union":
            use = luck.choice(sorted(schema["choices"]))
            return {"use": use, **_table(luck, schema["choices"][use], path)}
        case "tuple":
            return _several(luck, schema, path)
        case "model":
            return _table(luck, schema, path)
    return _value(luck, schema["schema"], path)


def _several(luck: random.Random, schema: Any, path: str) -> list[Any]:
    items = schema["items_schema"]
    if "variadic_item_index" not in schema:
        return [_value(luck, item, path) for item in items]
    least = schema.get("min_length", 0)
    count = luck.randint(least, min(schema.get("max_length", 3), max(3, least)))
    return [_value(luck, items[0], path) for _ in range(count)]


def _number(luck: random.Random, schema: Any, path: str) -> float:
    """The least, the most, close to them, or between: evenly or by magnitude."""
    whole = schema["type"] == "int"
    least = schema.get("ge", schema.get("gt"))
    most = schema.get("le", schema.get("lt"))
    name = path.rpartition(".")[2]
    small = _SMALL.get(path.removeprefix("policies."), _SMALL.get(name))
    if small and path.count(".") <= 2:
        least, most = max(least, small[0]), min(most, small[1])
    if "gt" in schema:
        least = math.nextafter(least, most)
    if "lt" in schema:
        most = math.nextafter(most, least)
    value = luck.choice(
        [least, most, least, most, luck.uniform(least, most), _by_magnitude(luck, least, most)]
    )
    if luck.random() < 0.1:
        value = math.nextafter(value, (least + most) / 2)
    if "multiple_of" in schema:
        value = round(value / schema["multiple_of"]) * schema["multiple_of"]
    return min(max(round(value), math.ceil(least)), math.floor(most)) if whole else value


def _by_magnitude(luck: random.Random, least: float, most: float) -> float:
    low = max(abs(least), 1e-3) if least >= 0 else 1e-3
    high = max(abs(most), low)
    sign = luck.choice([-1, 1]) if least < 0 else 1
    value = sign * math.exp(luck.uniform(math.log(low), math.log(high)))
    return min(max(value, least), most)


def _mend(luck: random.Random, tree: Tree) -> None:
    """Keep the rules that random numbers would hardly ever keep."""
    people, fleet = tree.get("consumers", {}), tree.get("couriers", {})
    for section, name in ((people, "segments"), (fleet, "shifts")):
        for nth, part in enumerate(section.get(name, ())):
            part["share"] = 1 / len(section[name])
            if name == "segments":
                part["name"] = f"kind {nth}"
    for coupon in tree["policies"].get("coupons", ()):
        if "funded_by" in coupon:
            parts = [luck.random() for _ in range(2)]
            first, second = sorted(parts)
            coupon["funded_by"] = {
                "platform": first, "store": second - first, "sponsor": 1 - second,
            }  # fmt: skip
        coupon.get("audience", {}).pop("segments", None)
        if "window" in coupon:
            coupon["window"] = sorted(coupon["window"])
        over_cents = coupon.get("over_cents", 3000)
        if coupon["use"] == "threshold" and over_cents > 0:
            coupon["off_cents"] = min(coupon.get("off_cents", 500), over_cents)
        coupon["channels"] = ["delivery"]
    weather = tree.get("world", {}).get("weather", {})
    if weather:
        step_min = weather.get("step_min", 30)
        spell_min = weather["mean_spell_min"] = max(step_min, weather.get("mean_spell_min", 180))
        most = spell_min / (spell_min + step_min)
        weather["rain_share"] = min(weather.get("rain_share", 0.1), most)
    past = tree.get("past", {})
    if "felt" in past:
        past["felt"] = sorted(past["felt"])
    for path in (("belief", "overruns"), ("reviews", "cuts")):
        _ascend(tree.get("mechanisms", {}), *path)
    _let_come(luck, tree)


def _ascend(tables: Tree, section: str, name: str) -> None:
    if name in tables.get(section, {}):
        tables[section][name].sort()


def _let_come(luck: random.Random, tree: Tree) -> None:
    """Give outages stores that there are, and them, breaches and rainy days a day that comes."""
    world = tree.get("world", {})
    outages, episodes = world.get("outages", ()), world.get("weather", {}).get("episodes", ())
    for outage in outages:
        stores = range(tree["stores"]["count"])
        outage["stores"] = luck.sample(stores, luck.randint(0, len(stores)))
        outage["zones"] = [0] if not outage["stores"] or luck.random() < 0.3 else []
    events = tree.get("mechanisms", {}).get("events", {})
    if events.get("traffic"):
        events["traffic"] = [luck.choice(events["traffic"]) for _ in range(24)]
    for event in events.get("happens", ()):
        event["zones"], event["segments"] = [0] if event.get("zones") else [], None
        if event.get("window") is None or event["window"][0] == event["window"][1]:
            event["window"] = None
        if not event.get("per_30_days"):
            event["lasts_min"] = None
    trust = tree.get("mechanisms", {}).get("trust", {})
    if trust.get("breach_day") is not None:
        trust["breach_day"] %= tree["days"]
    for dated in (*outages, *episodes, *events.get("happens", ())):
        if dated.get("window"):
            dated["window"] = [dated["window"][0], luck.choice(["24:00", dated["window"][1]])]
        if dated.get("days"):
            dated["days"] = [day % tree["days"] for day in dated["days"]]
            dated.pop("weekdays", None)
    if episodes and world["weather"].get("mode", "markov") == "clear":
        world["weather"]["mode"] = "episodes"
    if episodes and world["weather"].get("mode", "markov") == "markov":
        for episode in episodes:
            episode["state"] = luck.choice(["rain", "heavy"])


def faults(number: int, *, any_mechanisms: bool = False, **fixed: Any) -> Iterator[str]:
    """What is wrong with the run of a scenario: nothing, if all is well."""
    scenario = extreme(number, any_mechanisms=any_mechanisms, **fixed)
    try:
        with np.errstate(over="ignore"):  # to infinity, as compiled
            result = run(scenario, number)
        for check in CHECKS:
            check(result)
        for name, value in measure(result).items():
            if value is not None and not math.isfinite(value):
                yield f"{name} is {value}"
    except Exception:
        yield traceback.format_exc()


def main() -> None:
    """Try many, and print what fails or takes long."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--dispatch", default="")
    parser.add_argument("--any", action="store_true", help="any mechanisms there are")
    options = parser.parse_args()
    fixed = {"dispatch": {"use": options.dispatch}} if options.dispatch else {}
    warnings.simplefilter("error")
    failed = 0
    for number in range(options.first, options.first + options.count):
        begun = time.process_time()
        found = list(faults(number, any_mechanisms=options.any, **fixed))
        took_s = time.process_time() - begun
        failed += bool(found)
        for fault in found:
            print(f"{number}: {fault}", flush=True)
        if took_s > _LONG_S:
            print(f"{number}: took {took_s:.0f} CPU s", flush=True)
        if (number + 1) % 100 == 0:
            peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"... {number + 1}, {failed} failed, {peak_mib:.0f} MiB at most", flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
