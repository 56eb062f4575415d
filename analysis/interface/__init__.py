"""What a program may ask: one module for runs and comparisons, one for the laboratory."""
