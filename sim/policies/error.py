"""The error of a policy; whoever only has to know it need not import what policies see."""


class PolicyError(ValueError):
    """A policy that failed, or decided what cannot be obeyed; the message blames its file."""
