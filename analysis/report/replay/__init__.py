"""The replay in a report: one day of the base and of other arms, as the page itself moves it."""

from analysis.report.replay.holding import NothingToReplayError, Replay, replay

__all__ = ["NothingToReplayError", "Replay", "replay"]
