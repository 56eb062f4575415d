"""The market: a city of consumers, stores and couriers under a platform's policies."""

from sim.compiled import use_cache

use_cache()
