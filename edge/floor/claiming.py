"""Who picks what: leases are about people present. They end by themselves, so a tablet that falls
into the water holds nothing back for long."""

from edge.floor.carts import loaded
from edge.floor.draft import Context, Lease
from edge.floor.reader import SiteReader
from edge.floor.reads.picking import MyPick
from models.picking.batching.orders import Cart

TOUCHED_MAX = 20
"""Orders somebody else works on that are looked past before one of them is shared."""


def leases_of(tasks: list[int], now: Context) -> tuple[Lease, ...]:
    """The tasks for the person who asks, from now on."""
    until_ms = now.now_ms + now.site.settings.lease_s * 1000
    return tuple(Lease(task, now.person_id, now.device_id, until_ms) for task in tasks)


def taken_on(site: SiteReader, tasks: list[int], now: Context) -> tuple[Lease, ...]:
    """The same where new work begins: what is done is let go of, or each turn would go through all
    that was done lately to find what is left."""
    done = site.done_in_hand(now.person_id, now.now_ms)
    return (*let_go(done, now), *leases_of(tasks, now))


def renewed(held: list[MyPick], now: Context) -> tuple[Lease, ...]:
    """Whoever works on keeps what they took on: from now on again, once a third of it is over."""
    lease_ms = now.site.settings.lease_s * 1000
    if all(pick.until_ms - now.now_ms > lease_ms * 2 // 3 for pick in held):
        return ()
    return leases_of([pick.task_id for pick in held], now)


def let_go(tasks: list[int], now: Context) -> tuple[Lease, ...]:
    """Others may take them at once."""
    return tuple(Lease(task, now.person_id, now.device_id, 0) for task in tasks)


def next_orders(site: SiteReader, now: Context, cart: Cart, tasks_max: int) -> list[int]:
    """Pick tasks of the orders to begin, as many as the cart holds. Orders nobody works on come
    first; a big one is shared when there is no other. The most urgent one brings those along that
    lie on its walk, from among the next ones."""
    skills = site.worker(now.person_id).skills
    found = site.orders_to_pick(now.now_ms, cart.slots + TOUCHED_MAX, skills)
    untouched = [order for order in found if not order.is_touched]
    if cart.slots > 1 and untouched:
        mates = set(site.walk_mates(untouched[0].order))
        untouched.sort(key=lambda order: order.order not in mates)
    chosen = loaded(site, cart, untouched) or found[:1]
    return [task for order in chosen for task in order.task_ids][:tasks_max]
