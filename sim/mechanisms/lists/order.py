"""What a session sees of a list: who stands where, which places are looked at, and who pays."""

import math

from numba import njit

from sim import ledger, luck
from sim.agents import store as stores_
from sim.flow import reactions, shelf
from sim.flow.choosing import looks_ahead, nobody_chooses
from sim.flow.composed import is_known, own
from sim.ledger import Account, Kind
from sim.mechanisms.lists.columns import (
    BANDS_KM,
    CANDIDATES,
    COUNTS_ROW,
    NAME,
    PEOPLE,
    PLACES,
    RULES_ROW,
    STORES,
)

_NEAR_M, _MIDDLE_M = 1000.0 * BANDS_KM[0], 1000.0 * BANDS_KM[1]


@njit
def listed(world, store_id, session, rank):
    """The store at a place of the list, if one looks there."""
    places, rules = own(world, NAME)[PLACES], own(world, NAME)[RULES_ROW][0]
    if rank == 0:
        look(places, world.state[0].seed, session.consumer_id, session.nth)
        own(world, NAME)[COUNTS_ROW][0].n_sessions += session.now >= 0.0
        rules.n_sponsored = 0
        if rules.moves or rules.sponsored_places > 0:
            arrange(world, session)
    if rank >= len(places):  # of a list of all stores, which is looked at alike
        return store_id if places[rank - len(places)].looked_at else -1
    if not places[rank].looked_at:
        return -1
    return places[rank].store if rules.moves or rules.sponsored_places > 0 else store_id


@njit(cache=True)
def look(places, seed, consumer_id, nth):
    """Draw where one looks, four places at a time.

    Parameters
    ----------
    places
        Rows of PLACE, of which `looked_at` is set.
    seed : int
        Of the run.
    consumer_id, nth : int
        Whose need it is, and its number.
    """
    draws = luck.four(seed, luck.LOOKING, consumer_id, nth, 0)
    for rank in range(len(places)):
        if rank % 4 == 0 and rank > 0:
            draws = luck.four(seed, luck.LOOKING, consumer_id, nth, rank // 4)
        places[rank].looked_at = draws[rank % 4] < places[rank].share


@njit
def arrange(world, session):
    """Put the stores of the cell's list in the order in which this consumer sees them."""
    tables, cell = own(world, NAME), session.at.cell
    places, rules = tables[PLACES], tables[RULES_ROW][0]
    known = precision(tables[PEOPLE][session.consumer_id], rules)
    local = math.sqrt(1.0 - known * known)
    n, most = 0, min(len(places), world.shown.shape[1])
    while n < most and world.shown[cell, n] >= 0:
        store_id = world.shown[cell, n]
        candidate = tables[CANDIDATES][cell, n]
        # Uncompiled, four bytes times eight would be four.
        pull, of_cell = float(candidate.pull), float(candidate.local)
        score = pull + tables[STORES][store_id].boost + local * of_cell
        if known > 0.0:
            taste = reactions.liked(world, 0.0, session.consumer_id, store_id, rules.trained_min)
            score += known * rules.taste_weight * taste
        put(places, n, store_id, score)
        n += 1
    for rank in range(n, len(places)):
        places[rank].store = -1
    promote(world, session.minute, n)


@njit(cache=True)
def precision(person, rules):
    """Correlation of what is made of a consumer's tastes with them; 0: nothing may be used."""
    if not person.opted_in or person.n_known == 0:
        return 0.0
    return rules.precision * person.n_known / (person.n_known + rules.known_orders)


@njit(cache=True)
def put(places, n, store_id, score):
    """Put a store behind the n there are, and before all of a lower score."""
    rank = n
    while rank > 0 and places[rank - 1].score < score:
        places[rank].store, places[rank].score = places[rank - 1].store, places[rank - 1].score
        rank -= 1
    places[rank].store, places[rank].score = store_id, score


@njit
def promote(world, minute, n):
    """Let the first of the n stores that would pay, and sell now, stand first of all."""
    tables = own(world, NAME)
    places, rules = tables[PLACES], tables[RULES_ROW][0]
    for rank in range(n):
        if rules.n_sponsored == rules.sponsored_places:
            break
        store_id = places[rank].store
        store = world.stores[store_id]
        sells = stores_.is_open(store, minute) and shelf.is_offered(world, store)
        if sells and would_pay(tables[STORES][store_id], rules):
            for behind in range(rank, rules.n_sponsored, -1):
                places[behind].store = places[behind - 1].store
            places[rules.n_sponsored].store = store_id
            rules.n_sponsored += 1


@njit(cache=True)
def would_pay(store, rules):
    """Whether a store is one of the sponsors, and has something left for today."""
    left_cents = rules.sponsor_budget_cents - store.spent_cents
    return store.sponsor_draw < rules.sponsor_share and left_cents >= rules.view_cents


@njit
def chose(world, session, _chosen, _hidden_cents):
    """Who has been looked at first pays; of a need that is only foreseen, once it is ordered for.

    Else it is looked at again when the need arises, at the same places.
    """
    if not looks_ahead(world, session):
        bill(world, session.now)


@njit
def bill(world, now):
    """Sponsors pay for the looks of the session, once."""
    places, rules = own(world, NAME)[PLACES], own(world, NAME)[RULES_ROW][0]
    for rank in range(rules.n_sponsored):
        if places[rank].looked_at:
            pay(world, places[rank].store, now)
    rules.n_sponsored = 0


@njit
def pay(world, store_id, now):
    """A store pays the platform for a look at its place."""
    tables = own(world, NAME)
    counts, cents = tables[COUNTS_ROW][0], tables[RULES_ROW][0].view_cents
    tables[STORES][store_id].spent_cents += cents
    page = world.state[0].page
    ledger.post(world.book, page, Kind.ADVERTISING, Account.STORE, Account.PLATFORM, cents)
    if now >= 0.0:
        counts.n_paid += 1
        counts.paid_cents += cents


@njit
def store_utils(world, utils, session, store_id, metres):
    """Count from how far a store is looked at; it is worth what it was.

    Parameters
    ----------
    world
        The columns.
    utils : float
        What it is worth.
    session : Session
        Who looks at it.
    store_id : int
        The store.
    metres : float
        The way there.
    """
    if session.now >= 0.0:
        store = own(world, NAME)[STORES][store_id]
        if metres < _NEAR_M:
            store.n_near += 1
        elif metres < _MIDDLE_M:
            store.n_middle += 1
        else:
            store.n_far += 1
    return utils


@njit
def remembered_utils(world, utils, _consumer_id, _listed):
    """Who ordered before the run had to look there too: log of the share, at the nest's scale.

    Parameters
    ----------
    world
        The columns.
    utils : (n_listed,) float
        What the stores of the list were worth; changed in place.
    _consumer_id, _listed
        Who ordered, and where: all read lists alike.
    """
    places, scale = own(world, NAME)[PLACES], world.choice[0].nest_scale
    for rank in range(len(utils)):
        utils[rank] += scale * places[rank].log_share
    return utils


@njit
def placed(world, order_id, now):
    """An order of the app is seen; one in a store only where it is known who comes."""
    if nobody_chooses(world):
        return
    bill(world, now)
    order = world.orders[order_id]
    if is_known(world, order.channel):
        own(world, NAME)[PEOPLE][order.consumer].n_seen += 1
