"""A city of one's own: tables of its stores, zones, demand and shifts; see docs/your-city.md."""

from analysis.own_city.town import FILES, Read, read_town

__all__ = ["FILES", "Read", "read_town"]
