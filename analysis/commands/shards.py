"""The part of an experiment that `--shard` names, for commands whose runs can be shared out."""

from pathlib import Path

from analysis.commands.inputs import refused
from analysis.commands.terminal import messages
from analysis.experiment.shard import Shard


def shard_of(text: str | None) -> Shard | None:
    """The part of an experiment that `--shard` names."""
    with refused():
        return None if text is None else Shard.read(text)


def tell_part(part: Shard, n_done: int, n_units: int, folder: Path) -> None:
    """Say what a shard has brought, and what becomes of it."""
    messages().print(
        f"part {part.number} of {part.of}: {n_done} of {n_units} runs are in {folder}; "
        "o2o merge puts the parts together",
        markup=False,
    )
