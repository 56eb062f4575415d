"""What commands refuse."""


class InputError(Exception):
    """What the user gave cannot be worked with; the message says why."""
