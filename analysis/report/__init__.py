"""The report of a comparison: one page for planners, and its figures as files."""

from analysis.report.report import write_report

__all__ = ["write_report"]
