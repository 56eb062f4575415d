"""A replay: recorded orders in place of demand."""

from pydantic import Field

from sim.settings.base import Section


class Replay(Section):
    """Recorded orders in place of synthetic demand; how a table of them is to be read."""

    orders: str | None = Field(
        None, description="a table (CSV, Parquet, a workbook, a folder of parts), or an MDRP folder"
    )
    mapping: str | None = Field(
        None, description="file that says how to read the table; else FILE.toml beside it, if any"
    )
    zone: str | None = Field(None, description="of the town's clocks, such as Asia/Shanghai")
    dates: str | None = Field(None, description="form of dates: ymd, dmy, mdy, epoch_s, ...")
    money: str | None = Field(None, description="unit of baskets: cents, or units of 100 cents")
    positions: str | None = Field(
        None, description="unit of positions: degrees, degrees_e6, degrees_e7, metres, kilometres"
    )
    encoding: str | None = Field(None, description="of text: utf-8, utf-16, gb18030, ...")
