"""One order: its row of the log, what others wait for, and how it ends."""

from sim import luck
from sim.flow.parts import Taker
from sim.flow.world import N_OVERRUNS, N_OVERRUNS_ALIKE
from sim.ledger import Account, Kind
from sim.order import Cause, Channel, State, is_ahead, is_at_store, is_strangers, is_used_up
from tests.reference import returns, rival
from tests.reference.luck import Key, four
from tests.reference.mechanisms import at_moment
from tests.reference.plain import consumers, ledger


class Order:
    """An order on its way from a need to its end."""

    def __init__(self, flow, row):
        self.flow = flow
        self.id = len(flow.orders)
        self.row = row
        self.key = Key(row.consumer, row.need)
        self.store = flow.rows.stores[row.store]
        self.kitchen = flow.kitchens[row.store]
        self.consumer = None if is_strangers(row) else flow.rows.consumers[row.consumer]
        self.ready = flow.env.event()  # the food stands on the counter
        self.cooking = None  # the process of being cooked
        self.courier = None

    @property
    def at_store(self):
        """Whether it is ordered or cooked or ready, and not gone."""
        return is_at_store(self.row.state)

    @property
    def is_platforms(self):
        """Whether the platform has its money, which at the counter it has not."""
        return self.flow.world.parts.takers[self.row.channel] == Taker.PLATFORM

    @property
    def known_ready_min(self):
        """When the food was ready; before, when the store says it will be."""
        row = self.row
        return row.ready_min if row.state == State.READY else row.predicted_ready_min

    def be_cooked(self):
        """Enter the store's kitchen."""
        self.cooking = self.flow.env.process(self.kitchen.cook(self))

    def given_to(self, courier):
        """A courier has it from now on, or nobody."""
        self.courier = courier
        self.row.courier = -1 if courier is None else courier.id

    def fulfil(self):
        """The consumer holds it: the store is paid, the consumer judges and remembers."""
        flow, row = self.flow, self.row
        self._end(State.FULFILLED)
        book, day = flow.rows.book, flow.day
        if self.is_platforms:
            ledger.book_settlement(book, day, row)
        elif row.channel != rival.channel(flow):
            kind = Kind.WALK_IN_SALE if self.consumer else Kind.STREET_SALE
            ledger.post(book, day, kind, Account.CONSUMER, Account.STORE, row.basket_cents)
        if row.channel == Channel.DELIVERY:
            if not is_ahead(row):
                self._learn_overrun()
            self._claim()
        due_min = row.promised_min
        if row.channel not in (Channel.DELIVERY, rival.channel(flow)):
            due_min = max(due_min, row.at_store_min)
            row.time_score += consumers.usual_time_score(flow.rows.satisfaction[0])
        gap = self.store.quality - self.store.shown_quality
        row.time_score += consumers.time_score(flow.now - due_min, flow.rows.satisfaction[0])
        row.quality_score += consumers.quality_score(gap, flow.rows.satisfaction[0])
        if self.consumer:
            self.consumer.spent_cents += ledger.paid_cents(row) - row.late_refund_cents
        self.tell("handed_over")
        self._judge()

    def _learn_overrun(self):
        """Keep by how much it overran, of those alike."""
        flow, row = self.flow, self.row
        overrun = flow.now - row.placed_min - row.expected_min
        latest = flow.rows.overruns[flow.state.n_overruns % N_OVERRUNS]
        latest.overrun_min, latest.ended_min = overrun, flow.now
        flow.state.n_overruns += 1
        cell = row.weather, self.store.zone, int(row.placed_min % 1440 // 60)
        nth = flow.rows.n_overruns_alike[cell]
        flow.rows.overruns_alike[cell][nth % N_OVERRUNS_ALIKE] = overrun
        flow.rows.n_overruns_alike[cell] += 1

    def _claim(self):
        """Ask for one's money back, if it is late, money is due and one is of those who ask."""
        flow, row, rates = self.flow, self.row, self.flow.rows.rates[0]
        late_min = flow.now - row.promised_min
        if self._is_due() and four(flow, luck.CLAIM, self.key)[0] < rates.late_claim_share:
            paid = ledger.paid_cents(row)
            due = round(rates.late_refund_share * paid + rates.late_refund_cents)
            row.late_refund_cents = min(paid, due)
            back = Account.PLATFORM, Account.CONSUMER, row.late_refund_cents
            ledger.post(flow.rows.book, flow.day, Kind.LATE_REFUND, *back)
            row.reliability_score += consumers.recovery_score(
                late_min, row.late_refund_cents, flow.rows.satisfaction[0]
            )

    def _is_due(self):
        """Whether it is late by more than the grace, and something is paid for that."""
        rates = self.flow.rows.rates[0]
        late_min = self.flow.now - self.row.promised_min
        return late_min > rates.late_grace_min and (
            rates.late_refund_share > 0 or rates.late_refund_cents > 0
        )

    def cancel(self, cause):
        """Give it up wherever it stands: in the queue, on the stove, with a courier."""
        if self.row.state == State.PLACED:
            self.cooking.interrupt()
        if self.courier is not None:
            self.courier.lose(self)
        self.give_up(cause)

    def give_up(self, cause, state=State.CANCELLED):
        """It is not fulfilled: money goes back, cooked food is paid to the store.

        Whoever lets cooked food go to waste gets back the fees alone, but where it is so late that
        money is due.
        """
        flow, row = self.flow, self.row
        cooked = is_used_up(row.state)
        row.cause = cause
        self._end(state)
        if self.is_platforms:
            wasted = cooked and cause in (Cause.IMPATIENCE, Cause.NO_SHOW)
            if row.channel == Channel.DELIVERY and self._is_due():
                wasted = False
            ledger.book_refund(flow.rows.book, flow.day, row, not wasted)
            self.consumer.spent_cents += ledger.paid_cents(row) - row.refund_cents
            if cooked:
                ledger.book_settlement(flow.rows.book, flow.day, row)
        row.reliability_score += consumers.failure_score(flow.rows.satisfaction[0])
        self._judge()

    def strand(self, cause):
        """The run is over."""
        self.give_up(cause, State.UNDELIVERED)

    def _end(self, state):
        self.row.state = state
        self.row.ended_min = self.flow.now
        self.flow.state.n_open -= 1

    def _judge(self):
        feel = self.flow.rows.satisfaction[0]
        self.row.satisfaction = consumers.satisfaction(self.row, feel)
        if self.consumer and self.row.channel != rival.channel(self.flow):
            consumers.remember(self.consumer, self.row.satisfaction, feel)
        self.tell("ended")
        if self.consumer:
            returns.begin(self)

    def tell(self, moment):
        """Let whoever listens to a moment act, unless a stranger ordered."""
        if self.consumer:
            at_moment(self.flow, moment, self.id, self.flow.now)
