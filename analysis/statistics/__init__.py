"""Statistics of replications that know nothing of a market: numbers in, decisions out."""
