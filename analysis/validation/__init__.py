"""Validation: a scenario beside published facts of delivery markets, told on a scorecard.

`facts.toml` holds the facts and what each allows, `measures` reads them off a run, `pairs` off runs
of which one has a lever moved, `scorecard` says what held.
"""
