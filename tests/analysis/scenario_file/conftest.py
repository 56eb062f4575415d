"""A small market to read scenarios for, and a folder to write them in."""

from typing import Annotated, Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.scenario_file import ScenarioError, load, read_overrides


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FlatFee(Section):
    use: Literal["flat"] = "flat"
    base_cents: int = Field(400, ge=0)


class SurgeFee(Section):
    use: Literal["surge"] = "surge"
    base_cents: int = Field(300, ge=0)
    cap: float = Field(2.0, ge=1)
    slope: float = 0.25

    @model_validator(mode="after")
    def _cap(self) -> Self:
        if self.cap <= self.slope:
            raise ValueError(f"slope ({self.slope}) must be smaller than cap ({self.cap})")
        return self


class Audience(Section):
    lapsed_days: int = 0
    segments: tuple[str, ...] = ()


class Threshold(Section):
    use: Literal["threshold"] = "threshold"
    off_cents: int = Field(500, gt=0)
    window: tuple[str, str] = ("11:00", "13:30")
    audience: Audience = Audience()


class Percent(Section):
    use: Literal["percent"] = "percent"
    share: float = Field(0.1, ge=0, le=1)


class Policies(Section):
    pricing: Annotated[FlatFee | SurgeFee, Field(discriminator="use")] = FlatFee()
    coupons: tuple[Annotated[Threshold | Percent, Field(discriminator="use")], ...] = ()


class Shift(Section):
    share: float
    start: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] = "10:00"


class Couriers(Section):
    count: int = Field(20, ge=0)
    wait_min: float = 3
    fee_cents: int = 0
    metric: Literal["euclidean", "manhattan"] = "euclidean"
    always: bool = False
    shifts: tuple[Shift, ...] = Field((Shift(share=0.4), Shift(share=0.6)), min_length=1)


class SmallMarket(Section):
    title: str = Field(min_length=1)
    why: str = ""
    days: int = Field(7, ge=1)
    couriers: Couriers = Couriers()
    policies: Policies = Policies()
    mechanisms: dict[str, dict[str, bool]] = {}

    @model_validator(mode="after")
    def _couriers_come(self) -> Self:
        if self.days > 100 * self.couriers.count:
            raise ValueError(f"couriers.count: {self.couriers.count} are too few")
        return self


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    """Write a file in the folder."""

    def write_file(name, text):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write_file


@pytest.fixture
def read(folder):
    """Read a scenario, of the small market if no other model is given."""

    def read_scenario(source, *overrides, model=SmallMarket, **options):
        return load(model, source, read_overrides(overrides), **options)

    return read_scenario


@pytest.fixture
def faults(read):
    """The lines in which a scenario is refused."""

    def faults_of(source, *overrides, **options):
        with pytest.raises(ScenarioError) as refused:
            read(source, *overrides, **options)
        assert str(refused.value).splitlines() == [str(fault) for fault in refused.value.faults]
        return str(refused.value).splitlines()

    return faults_of
