"""A city that runs beside its twin, in which levers are moved while one looks: `o2o live`."""
