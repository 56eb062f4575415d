"""Mutants: the same program with one small fault put in; tests that notice it kill the mutant.

`make mutants` draws some and says which live. What the tests do not notice is either no fault, and
stands in `known.toml` with the reason, or it lacks a test.
"""
