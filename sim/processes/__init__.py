"""What happens occasionally, told as SimPy processes."""
