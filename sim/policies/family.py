"""What all policies share: a frozen set of parameters that is called to decide."""

from pydantic import BaseModel, ConfigDict


class Policy(BaseModel):
    """A decision rule: its fields are its parameters, calling it decides.

    It keeps no state: what it needs to remember is in the view it is called with. A subclass of
    one family's base with a `use` name is a policy; built-ins stand in `sim.policies.BUILT_IN`.
    """

    # Defaults are validated too: an int default of a float would be another compiled type.
    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )
