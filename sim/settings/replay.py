"""A replay: recorded orders in place of demand."""

from pydantic import Field

from sim.settings.base import Section


class Replay(Section):
    """Recorded orders in place of synthetic demand."""

    orders: str | None = Field(None, description="CSV or Parquet file, or an MDRP folder")
