"""The standard table: the parts that every market has unless it is handed another."""

from sim.flow.channels import delivery, pickup, walk_in
from sim.flow.parts import Parts

# A channel's place is its number, `sim.order.Channel`.
STANDARD = Parts(channels=(delivery.CHANNEL, pickup.CHANNEL, walk_in.CHANNEL))
