"""Tuning: the best settings of some levers under constraints, by search and on fresh seeds."""
