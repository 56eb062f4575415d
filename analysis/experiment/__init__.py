"""Experiments: units of work, workers that do them, and paired comparisons of what they found."""
