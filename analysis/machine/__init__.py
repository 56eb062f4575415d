"""The machine: whether it will do, the processors and memory it lets us have, and how work ends."""
