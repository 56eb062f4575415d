"""What all tests share: hypothesis draws the same examples everywhere, and takes its time."""

from hypothesis import settings

settings.register_profile("o2o", derandomize=True, deadline=None)
settings.load_profile("o2o")
