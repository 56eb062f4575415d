"""Who acts: what consumers, stores and couriers are (columns) and do (small functions)."""
