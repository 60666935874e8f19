"""Which orders: the one scanned, the next, or as many as the cart has slots; and their totes."""

import msgspec

from edge.floor.carts import BY_HAND, cart_of
from edge.floor.claiming import next_orders, taken_on
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import CLUSTER, NEXT, Picking, with_tote
from edge.floor.dialogues.picking.posting import demand_tote
from edge.floor.dialogues.talk import Talk, Turned, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_dn, unit_code
from edge.floor.reader import Dn
from models.warehouse.replies import Level, Outcome

TASKS_MAX = 500


def begin(talk: Talk[Picking]) -> Turned[Picking]:
    """What is in hand is gone on with; its totes stand where they stood."""
    mine = talk.site.my_picks(talk.now.person_id, talk.now.now_ms)
    if not mine:
        return on(Picking(), "opened", "picking.which_order")
    orders = {pick.order for pick in mine}
    is_cluster = len(orders) > 1 or any(talk.site.tote_of(pick.dn_id) for pick in mine)
    return on(Picking(is_cluster, of=len(mine)), "picks_in_hand", "picking.go_on", picks=len(mine))


def on_order(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """One order, or the orders of a cart."""
    site, now = talk.site, talk.now
    is_cluster = given.kind == "option" and given.text == CLUSTER
    is_chosen = given.kind == "option" and given.text not in (NEXT, CLUSTER)
    if given.order is not None or is_chosen:
        tasks = _of_order(talk, given.order or find_dn(site, given.text))
    else:
        cart = cart_of(site, now.site.settings) if is_cluster else BY_HAND
        tasks = next_orders(site, now, cart, TASKS_MAX)
    if not tasks:
        raise Refusal(Outcome.NO_WORK, "picking.nothing_waits", level=Level.INFO)
    leases = taken_on(site, tasks, now)
    if is_cluster:
        orders = tuple(site.orders_of(tasks))
        carted = Picking(is_cluster, orders, of=len(tasks))
        turned = on(carted, "totes_asked", "picking.cart", orders=len(orders))
    else:
        turned = on(Picking(of=len(tasks)), "found", "picking.begun", picks=len(tasks))
    return msgspec.structs.replace(turned, leases=leases)


def on_tote(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """A tote for the next order of the cart. It is only the order's once goods lie in it, so it is
    kept in mind till then; a tote belongs to one order."""
    context = talk.context
    code = unit_code(given.text)
    unit = talk.site.unit(code)
    order = find_dn(talk.site, context.totes[0])
    if code in dict(context.assigned).values():
        raise Refusal(Outcome.UNIT_OF_OTHER_ORDER, "unit.of_other_order", unit=code)
    if unit is None:
        ask(talk.confirmed, Outcome.NEW_UNIT, "unit.is_new", unit=code)
    demand_tote(talk.site, unit, order.id, code)
    left = context.totes[1:]
    kept = msgspec.structs.replace(with_tote(context, order.number, code), totes=left)
    return on(kept, "tote_set" if left else "totes_done", "picking.tote_set", unit=code)


def _of_order(talk: Talk[Picking], order: Dn) -> list[int]:
    if order.state not in ("allocated", "picking"):
        raise Refusal(Outcome.STALE_STEP, f"order.is_{order.state}", order=order.number)
    tasks = talk.site.picks_of(order.id, talk.site.worker(talk.now.person_id).skills)
    if not tasks:
        raise Refusal(Outcome.NO_WORK, "picking.needs_skill", level=Level.INFO, order=order.number)
    others = talk.site.held_by_others(order.id, talk.now.person_id, talk.now.now_ms)
    if not others.isdisjoint(tasks):
        ask(talk.confirmed, Outcome.TAKE_OVER, "picking.take_over", order=order.number)
    return tasks
