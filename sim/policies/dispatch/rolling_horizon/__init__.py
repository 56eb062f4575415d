"""The rolling horizon: everything is planned anew each round, what cannot wait is carried out."""

from sim.policies.dispatch.rolling_horizon.policy import RollingHorizon

__all__ = ["RollingHorizon"]
