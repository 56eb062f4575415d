"""What all sections share: the frozen model, and types that many of them use."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Section(BaseModel):
    """A part of a scenario: frozen, unknown keys refused."""

    # Defaults are validated too: an int default of a float would be another compiled type.
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )


def check_whole(parts: str, shares: list[float]) -> None:
    """Parts of one whole: refuse shares that do not add up to 1."""
    total = sum(shares)
    if abs(total - 1) > 1e-6:
        raise ValueError(f"the shares of the {parts} must add up to 1, not {total:g}")


def check_apart(parts: str, names: list[str]) -> None:
    """Parts that are told apart by their names: refuse two of one name."""
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{parts}: two are named '{name}'")
