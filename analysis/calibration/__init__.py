"""Calibration: what recorded orders say of a market, and a scenario that says it again."""
