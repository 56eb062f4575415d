"""What each command of `o2o` does, once its options are read."""
