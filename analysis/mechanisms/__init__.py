"""Every mechanism there is, and every one that is missing: one table for command and page."""

from analysis.mechanisms.table import STATUSES, TERMS, Entry, Term, catalogue, statuses

__all__ = ["STATUSES", "TERMS", "Entry", "Term", "catalogue", "statuses"]
