"""What holds outside the hours of a policy, where a scenario does not say it: what held before it.

"Before" is the file that is extended, or under a `--set` the scenario itself. Whoever only gives
hours to a policy that is there already means this policy, in these hours alone: then what held
before is what that policy replaced.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from analysis.scenario_file.layers import Tree
from analysis.scenario_file.model_shape import Model, models_at

_HOURS = ("window", "weekdays")
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hours:
    """What is known of policies while layer is laid upon layer."""

    families: Mapping[str, frozenset[str]]  # whose policies have hours, and terms that have none
    replaced: dict[str, object] = field(default_factory=dict)  # by family, what held before

    @classmethod
    def of(cls, model: Model) -> "Hours":
        """Of no layer yet."""
        owners = models_at(model, ("policies", "otherwise"))
        fields = {name: one for owner in owners for name, one in owner.model_fields.items()}
        return cls({name: getattr(one.annotation, "terms", _NONE) for name, one in fields.items()})

    def lay_over(self, before: Tree, said: Tree, tree: Tree) -> None:
        """Let a policy that gets its hours leave the others to what held before, in place.

        Parameters
        ----------
        before
            All that was said below.
        said
            What the layer says.
        tree
            Both.
        """
        policies, earlier = said.get("policies"), before.get("policies", {})
        if not isinstance(policies, dict) or not isinstance(earlier, dict):
            return
        for name in sorted(self.families & policies.keys()):
            table, held = policies[name], earlier.get(name)
            if not isinstance(table, dict) or _has_hours(held):
                continue
            if table.keys() - set(_HOURS):
                self.replaced[name] = held
            if _has_hours(table) and isinstance(self.replaced.get(name), dict):
                otherwise = _table(_table(tree, "policies"), "otherwise")
                if otherwise is not None:
                    otherwise.setdefault(name, self._not_at_all_hours(name))

    def _not_at_all_hours(self, name: str) -> dict[str, object]:
        """What a family's policy replaced, but for what holds whichever policy is asked."""
        held = self.replaced[name]
        assert isinstance(held, dict)
        kept = {key: each for key, each in held.items() if key not in self.families[name]}
        return deepcopy(kept)


def _table(holder: Tree | None, key: str) -> Tree | None:
    """A table in another, made if need be; none where something else stands."""
    found = None if holder is None else holder.setdefault(key, {})
    return found if isinstance(found, dict) else None


def _has_hours(table: object) -> bool:
    return isinstance(table, dict) and not table.keys().isdisjoint(_HOURS)
