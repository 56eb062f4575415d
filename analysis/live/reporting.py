"""Writes the report of a saved scenario: `o2o compare` in a process beside."""

from html import escape
from multiprocessing.process import BaseProcess
from pathlib import Path

from analysis.live.house import REPORT, House
from analysis.live.messages import Saved
from analysis.live.session import stop, write_report
from analysis.words import words

_LAST = 600  # of what a process said before it failed


class Reporting:
    """One report at a time, of one tab."""

    def __init__(self, house: House) -> None:
        self._house, self._say = house, words(house.lang)
        self._process: BaseProcess | None = None
        self._folder = house.folder

    def begin(self, saved: Saved) -> None:
        """Begin to write a report; what was begun before is given up."""
        self.end()
        self._folder = saved.file.with_suffix("")
        self._process = write_report(
            saved.command, self._folder, self._house.lang, self._notes(saved.file)
        )

    def done(self) -> str | None:
        """What became of it, as HTML, once it is over; None: nothing new."""
        if self._process is None or self._process.is_alive():
            return None
        code, self._process = self._process.exitcode, None
        report = self._folder / REPORT
        if code == 0 and report.exists():
            address = escape(self._house.publish(report))
            told = escape(self._say("live.report_ready"))
            return f'{told} <a href="{address}" target="_blank">{escape(str(report))}</a>'
        try:
            said = self._notes(self._folder).read_text(encoding="utf-8", errors="replace")
        except OSError as error:  # a full disk took nothing of it
            said = str(error)
        return escape(self._say("live.report_failed", why=said[-_LAST:].strip()))

    def end(self) -> None:
        """Give up what is under way."""
        if self._process is not None:
            stop(self._process)
            self._process = None

    @staticmethod
    def _notes(file: Path) -> Path:
        """What the process says goes there."""
        return file.with_suffix(".log")
