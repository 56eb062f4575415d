"""How often a process of this program looks for objects that only hold each other."""

import gc

# Python's own is 700: what is imported and compiled makes millions of objects, nearly all of which
# stay, and it would go through all of them again and again.
_NEW_OBJECTS = 20_000


def look_seldom() -> None:
    """Look for garbage after thousands of new objects."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
