"""What the platform decides: one module or package a family, one class a policy.

`sim.policies.families.FAMILIES` is the whole list of families, and the record of a family the list
of its policies.
"""
