"""A scenario: everything a run depends on except the seed.

The settings of the city and the policies it lives under. Scenario files hold only what differs
from the defaults.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, Union

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from sim.policies.families import FAMILIES
from sim.policies.family import Family, Policy, has_otherwise, use_of
from sim.settings import Replay, Section, Settings, Share, check_rows
from sim.settings.accessibility import Accessibility
from sim.settings.addons import Addons
from sim.settings.addresses import Addresses
from sim.settings.appetite import Appetite
from sim.settings.belief import Belief
from sim.settings.bounds import Cents, Flag
from sim.settings.browsing import Browsing
from sim.settings.care import Care
from sim.settings.channel_habit import ChannelHabit
from sim.settings.confirmation import Confirmation
from sim.settings.cost_and_ease import CostAndEase
from sim.settings.coupon_rules import CouponRules
from sim.settings.crowd import Crowd
from sim.settings.drift import Drift
from sim.settings.events import Events
from sim.settings.foot_traffic import FootTraffic
from sim.settings.hours import EVERY_DAY
from sim.settings.immediacy import Immediacy
from sim.settings.items import Items
from sim.settings.kinds import Kinds
from sim.settings.kitchen_wages import KitchenWages
from sim.settings.lasting_taste import LastingTaste
from sim.settings.lists import Lists
from sim.settings.marketing import Marketing
from sim.settings.membership import Membership
from sim.settings.owners import Owners
from sim.settings.payment import Payment
from sim.settings.picking import Picking
from sim.settings.points import Points
from sim.settings.pooling import Pooling
from sim.settings.preorder import Preorder
from sim.settings.price_memory import PriceMemory
from sim.settings.refusals import Refusals
from sim.settings.regulation import Regulation
from sim.settings.replenishment import Replenishment
from sim.settings.reservation import Reservation
from sim.settings.returns import Returns
from sim.settings.reviews import Reviews
from sim.settings.rival import Rival
from sim.settings.talk import Talk
from sim.settings.trust import Trust
from sim.settings.updates import Updates
from sim.settings.vetting import Vetting


@dataclass(frozen=True)
class Chosen:
    """Annotates a field that holds a policy: a table for a built-in one, or an object."""

    models: tuple[type[Policy], ...]  # the built-in policies of the family

    def __get_pydantic_core_schema__(
        self, base: type[Policy], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        built_in: Any = Union[self.models]  # noqa: UP007
        tagged: Any = Annotated[built_in, Field(discriminator="use")]
        by_use = handler.generate_schema(tagged if len(self.models) > 1 else built_in)

        def validate(value: Any, as_table: ValidatorFunctionWrapHandler) -> Any:
            return value if isinstance(value, base) else as_table(value)

        def dump(value: Policy, info: SerializationInfo) -> dict[str, Any]:
            told = value.model_dump(mode=info.mode)
            if type(value) in self.models:
                return told
            # What a user's own is called no field of it says, or one says it of its base class.
            return {"use": use_of(value)} | {k: v for k, v in told.items() if k != "use"}

        return core_schema.no_info_wrap_validator_function(
            validate,
            by_use,
            serialization=core_schema.plain_serializer_function_ser_schema(dump, info_arg=True),
        )


def _with_families(base: type[BaseModel], families: Iterable[Family]) -> Any:
    """A section with a field for each family: one policy, or a list of them."""
    fields: dict[str, Any] = {}
    for family in families:
        base_policy: Any = family.base
        one: Any = Annotated[base_policy, Chosen(tuple(family.built_in.values()))]
        if family.is_list:
            fields[family.name] = (tuple[one, ...], Field((), max_length=family.most))
        else:
            fields[family.name] = (one, family.default)
    return create_model(base.__name__, __base__=base, __module__=__name__, **fields)


class Otherwise(_with_families(Section, [each for each in FAMILIES if has_otherwise(each)])):  # type: ignore[misc]
    """What holds in the hours in which a policy with a window or weekdays does not."""

    @model_validator(mode="after")
    def _at_all_hours(self) -> Self:
        for name in type(self).model_fields:
            if getattr(self, name).has_hours:
                raise ValueError(f"{name}: what holds otherwise has no window or weekdays")
        return self


class Policies(_with_families(Section, FAMILIES)):  # type: ignore[misc]
    """What the platform decides, a rule for each family."""

    families: ClassVar[tuple[Family, ...]] = FAMILIES
    otherwise: Otherwise = Field(
        Otherwise(),
        description="in the hours in which a policy with a window or weekdays is not in force:"
        " if not said, the policy of the file that is extended, else the default",
    )
    service_fee_cents: Cents = Field(0, description="on each delivery and pickup")
    pickup: Flag = Field(True, description="food can be ordered in the app and fetched")
    pickup_discount_cents: Cents = Field(0, description="off each pickup, from the platform")
    payment_fee_share: Share = Field(0.006, description="of the amount paid, to the bank")
    tracking: Share = Field(
        0.5, description="quality of what is shown of a delivery under way; mechanism trust uses it"
    )
    transparency: Share = Field(
        0.5, description="on what is done with people's data; mechanism trust uses it"
    )
    crm_integrated: Flag = Field(
        False, description="who walks in is known as the customer he is; points and lists use it"
    )

    @model_validator(mode="after")
    def _terms_at_all_hours(self) -> Self:
        """Refuse others for the other hours: they would do nothing."""
        for name in type(self.otherwise).model_fields:
            other, own = getattr(self.otherwise, name), getattr(self, name)
            for term in sorted(other.terms):
                said = getattr(other, term)
                if said not in (type(other).model_fields[term].default, getattr(own, term)):
                    raise ValueError(
                        f"otherwise.{name}.{term} does nothing: what {name}.{term} says holds"
                        " at all hours"
                    )
        return self

    @property
    def weekly(self) -> bool:
        """Whether some are in force on some weekdays alone."""
        every = (each for family in self.families for each in family.policies(self))
        return any(each.has_hours and set(each.weekdays) != set(EVERY_DAY) for each in every)


class Mechanisms(Section):
    """What shapes the market beside its core, a section for each mechanism."""

    # Tables of mechanisms that are only in a table of parts of one's own; they are checked there.
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Any]]

    belief: Belief = Belief()
    reviews: Reviews = Reviews()
    cost_and_ease: CostAndEase = CostAndEase()
    price_memory: PriceMemory = PriceMemory()
    talk: Talk = Talk()
    updates: Updates = Updates()
    trust: Trust = Trust()
    reservation: Reservation = Reservation()
    appetite: Appetite = Appetite()
    membership: Membership = Membership()
    points: Points = Points()
    rival: Rival = Rival()
    channel_habit: ChannelHabit = ChannelHabit()
    preorder: Preorder = Preorder()
    coupon_rules: CouponRules = CouponRules()
    accessibility: Accessibility = Accessibility()
    immediacy: Immediacy = Immediacy()
    browsing: Browsing = Browsing()
    payment: Payment = Payment()
    marketing: Marketing = Marketing()
    foot_traffic: FootTraffic = FootTraffic()
    lasting_taste: LastingTaste = LastingTaste()
    kinds: Kinds = Kinds()
    pooling: Pooling = Pooling()
    items: Items = Items()
    replenishment: Replenishment = Replenishment()
    lists: Lists = Lists()
    refusals: Refusals = Refusals()
    crowd: Crowd = Crowd()
    drift: Drift = Drift()
    addresses: Addresses = Addresses()
    picking: Picking = Picking()
    care: Care = Care()
    returns: Returns = Returns()
    addons: Addons = Addons()
    regulation: Regulation = Regulation()
    confirmation: Confirmation = Confirmation()
    owners: Owners = Owners()
    vetting: Vetting = Vetting()
    events: Events = Events()
    kitchen_wages: KitchenWages = KitchenWages()

    def tables(self) -> dict[str, dict[str, Any]]:
        """The settings of each as a table."""
        return dict(self.model_dump())


class Scenario(Settings):
    """A city, its people and the policies it lives under."""

    policies: Policies = Policies()
    replay: Replay = Replay()
    mechanisms: Mechanisms = Mechanisms()

    @property
    def n_listed(self) -> int:
        """Stores on the list of a cell."""
        lists = self.mechanisms.lists
        return lists.n_listed if lists.enabled else self.choice.n_examined

    def about(self, lang: str) -> tuple[str, str]:
        """Title and why, in Chinese where `lang` is "zh" and the file says them."""
        if lang == "zh":
            return self.title_zh or self.title, self.why_zh or self.why
        return self.title, self.why

    @model_validator(mode="after")
    def _stores_of_outages_are_drawn(self) -> Self:
        if self.replay.orders is not None:  # then `sim.recording` knows their names
            return self
        for place, outage in enumerate(self.world.outages):
            path = f"world.outages[{place}].stores"
            if names := [key for key in outage.stores if isinstance(key, str)]:
                raise ValueError(
                    f"{path}: only recorded stores have names such as '{names[0]}'; those that are"
                    f" drawn have rows, 0 to {self.stores.count - 1}"
                )
            check_rows(
                path, [key for key in outage.stores if isinstance(key, int)], self.stores.count
            )
        return self

    @model_validator(mode="after")
    def _events_come(self) -> Self:
        known = [segment.name for segment in self.consumers.segments]
        for place, event in enumerate(self.mechanisms.events.happens):
            path = f"mechanisms.events.happens[{place}]"
            check_rows(f"{path}.zones", event.zones, self.city.n_zones)
            self._check_days(path, event)
            for name in event.segments or ():
                if name not in known:
                    raise ValueError(
                        f"{path}.segments: no segment named '{name}'; known: {', '.join(known)}"
                    )
        return self

    @model_validator(mode="after")
    def _a_breach_comes(self) -> Self:
        day = self.mechanisms.trust.breach_day
        if day is not None and day >= self.days:
            raise ValueError(
                f"mechanisms.trust.breach_day: day {day} never comes in a run of days 0 to"
                f" {self.days - 1}"
            )
        return self

    @model_validator(mode="after")
    def _the_old_are_a_segment(self) -> Self:
        settings = self.mechanisms.accessibility
        known = [segment.name for segment in self.consumers.segments]
        for name in settings.old_segments:
            if name not in known:
                raise ValueError(
                    f"mechanisms.accessibility.old_segments: no segment named '{name}'; known:"
                    f" {', '.join(known)}"
                )
        return self

    @model_validator(mode="after")
    def _policies_can_work(self) -> Self:
        for family in self.policies.families:
            other = getattr(self.policies.otherwise, family.name, None)
            for policy in (*family.policies(self.policies), *([other] if other else [])):
                try:
                    _keeps_bounds(policy, family)
                    policy.check_scenario(self)
                except ValueError as fault:
                    raise ValueError(f"policies.{family.name}: {fault}") from None
        return self


def _keeps_bounds(policy: Policy, family: Family) -> None:
    """Refuse a user's own policy that changes itself, or is laxer than its family."""
    if type(policy) in family.built_in.values():
        return
    if not policy.model_config.get("frozen"):
        raise ValueError("must be frozen: leave model_config of its base as it is")
    for name, field in family.base.model_fields.items():
        try:
            _bounds(field.annotation, *field.metadata).validate_python(getattr(policy, name))
        except ValidationError as error:
            told = error.errors(include_url=False)[0]["msg"]
            raise ValueError(
                f"{name} = {getattr(policy, name)!r}: {told[0].lower()}{told[1:]}"
            ) from None


def _bounds(annotation: Any, *metadata: Any) -> TypeAdapter[Any]:
    """What a field of the family allows."""
    return TypeAdapter(Annotated[annotation, *metadata] if metadata else annotation)


def scenario_with(families: Iterable[Family]) -> type[Scenario]:
    """The model of scenarios that have these families, those of `FAMILIES` and others besides.

    A market built from such a scenario asks and obeys their policies too::

        scenario_with((*FAMILIES, MINE)).model_validate({"title": ..., "policies": {"mine": ...}})
    """
    table = tuple(families)
    policies = _with_families(Policies, [each for each in table if each not in FAMILIES])
    policies.families = table
    return create_model("Scenario", __base__=Scenario, policies=(policies, policies()))
