"""What all tabs of a server share: the scenario, the folder for files, and who is there."""

import secrets
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from analysis.kpis import Lang
from analysis.live.messages import Asked
from analysis.live.session import Session
from analysis.loading import Arm
from analysis.report.pages import FIGURES

REPORT = "report.html"

# Tabs at once: each has a process of its own, of half a gigabyte.
MOST_SESSIONS = 8


@dataclass(eq=False)
class House:
    """One server."""

    asked: Asked
    base: Arm
    folder: Path  # where scenarios are saved
    lang: Lang
    sessions: set[Session] = field(default_factory=set)
    reports: dict[str, Path] = field(default_factory=dict)  # folders, by what is in their address

    @property
    def is_full(self) -> bool:
        """Whether no tab more can be had."""
        return len(self.sessions) >= MOST_SESSIONS

    def open(self) -> Session:
        """Start the process of a tab."""
        session = Session(self.asked)
        self.sessions.add(session)
        return session

    def close(self, session: Session) -> None:
        """End the process of a tab, once."""
        if session in self.sessions:
            self.sessions.remove(session)
            session.end()

    def close_all(self) -> None:
        """End all of them."""
        for session in list(self.sessions):
            self.close(session)

    def publish(self, report: Path) -> str:
        """The address of a report."""
        key = secrets.token_urlsafe(16)
        self.reports[key] = report.parent
        return f"/reports/{key}/{report.name}"

    def published(self, key: str, path: str) -> Path | None:
        """A file of a report: the page, or one of the figures it links to; None: there is none."""
        if key not in self.reports:
            return None
        folder = self.reports[key].resolve()
        file = (folder / path).resolve()
        is_shown = file.parent == folder / FIGURES or file == folder / REPORT
        return file if is_shown and file.is_file() else None

    def free_file(self) -> Path:
        """A name that no saved scenario has."""
        names = (self.folder / f"what-if-{number}.toml" for number in count(1))
        return next(file for file in names if not file.exists())
