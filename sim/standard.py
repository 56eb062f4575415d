"""The standard table: the parts that every market has unless it is handed another."""

from sim.flow.channels import CHANNELS
from sim.flow.parts import Parts
from sim.mechanisms import MECHANISMS

STANDARD = Parts(channels=CHANNELS, mechanisms=MECHANISMS)
