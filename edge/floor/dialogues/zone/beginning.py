"""Which zone, and what is picked in it: a tote that waits, or orders that begin here."""

import msgspec

from edge.floor.carts import BY_HAND, cart_of, loaded
from edge.floor.claiming import let_go, taken_on
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.beginning import on_tote
from edge.floor.dialogues.picking.context import BACK, CLUSTER, NEXT, Picking, picks, with_tote
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.draft import Refusal
from edge.floor.finding import ask, find_dn
from edge.floor.reads.zones import ZoneOrder
from edge.floor.totes import take_tote
from models.warehouse.commands import TakeTote
from models.warehouse.replies import Level, Outcome
from models.warehouse.zones import begins_in

OTHER_ZONE = "other_zone"
ORDERS_MAX = 20


def begin(talk: Talk[Picking]) -> Turned[Picking]:
    """What is in hand is gone on with, in its own zone."""
    site, now = talk.site, talk.now
    totes = site.totes_in_hand(now.person_id)
    mine = [pick for pick in site.my_picks(now.person_id, now.now_ms) if pick.zone is not None]
    carried = tuple((tote.order, tote.unit) for tote in totes)
    if mine:
        zone = mine[0].zone
        of = sum(pick.zone == zone for pick in mine)
        context = Picking(is_cluster=True, zone=zone, assigned=carried, of=of)
        return on(context, "picks_in_hand", "picking.go_on", picks=len(mine))
    if totes:
        context = Picking(is_cluster=True, zone=totes[0].zone)
        return on(context, "totes_in_hand", "zone.totes_in_hand", totes=len(totes))
    own = site.worker(now.person_id).zones
    if len(own) == 1:
        return on(Picking(is_cluster=True, zone=own[0]), "zone_known", "zone.set", zone=own[0])
    return on(Picking(is_cluster=True), "opened", "ask.which_zone")


def on_zone(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """The zone one works in from now on: any that has picks, or a hand-over place, or the one that
    a tote waits for."""
    if given.unit is not None:
        context = Picking(is_cluster=True, zone=given.unit.zone or "")
        if given.unit.holder_id == talk.now.person_id:
            return on(context, "totes_in_hand", "zone.totes_in_hand", totes=1)
        return _taken(msgspec.structs.replace(talk, context=context), given.unit.code)
    zone = given.text
    known = [each.zone for each in talk.site.zones_at_work()]
    if zone not in known and talk.site.hand_over_place(zone) is None:
        raise Refusal(Outcome.NO_WORK, "zone.unknown", level=Level.INFO, zone=zone)
    return on(Picking(is_cluster=True, zone=zone), "zone_set", "zone.set", zone=zone)


def on_work(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """A tote that waits is taken over; an order that has none yet gets one."""
    if given.kind == "option" and given.text == OTHER_ZONE:
        return on(Picking(is_cluster=True), "other_zone", "ask.which_zone")
    waiting = [tote.unit for tote in talk.site.totes_waiting(zone_of(talk))]
    if given.unit is not None or given.text in waiting:
        return _taken(talk, given.text)
    if given.kind == "option" and given.text == NEXT and waiting:
        return _taken(talk, waiting[0])
    if given.kind == "option" and given.text in (NEXT, CLUSTER):
        settings = talk.now.site.settings
        cart = cart_of(talk.site, settings) if given.text == CLUSTER else BY_HAND
        orders = loaded(talk.site, cart, orders_here(talk))
    else:
        orders = [_order_here(talk, given)]
    if not orders:
        raise Refusal(Outcome.NO_WORK, "zone.nothing_waits", level=Level.INFO, zone=zone_of(talk))
    return _begun(talk, orders)


def on_fresh_tote(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """A tote for the next order that has none; going back lets the orders go."""
    if given.kind == "option" and given.text == BACK:
        held = [pick.task_id for pick in picks(talk)]
        turned = on(
            Picking(is_cluster=True, zone=zone_of(talk)), "back", "zone.set", zone=zone_of(talk)
        )
        return msgspec.structs.replace(turned, leases=let_go(held, talk.now))
    return on_tote(talk, given)


def orders_here(talk: Talk[Picking]) -> list[ZoneOrder]:
    """Orders to pick in this zone. With hand-over places those that begin here come first: the
    others will come with their tote."""
    site, now, zone = talk.site, talk.now, zone_of(talk)
    skills = site.worker(now.person_id).skills
    found = site.zone_orders(zone, skills, now.person_id, now.now_ms, ORDERS_MAX)
    if site.hand_over_place(zone) is None:
        return found
    return sorted(found, key=lambda order: not _begins_here(talk, order))


def zone_of(talk: Talk[Picking]) -> str:
    """The zone one works in: known at all stages but the first."""
    assert talk.context.zone is not None
    return talk.context.zone


def _begins_here(talk: Talk[Picking], order: ZoneOrder) -> bool:
    site, now = talk.site, talk.now
    on_its_way = any(unit.zone is not None for unit in site.units_of_dn(order.dn_id))
    left = site.zones_left(order.dn_id, now.person_id, now.now_ms)
    return not on_its_way and begins_in(left, zone_of(talk))


def _order_here(talk: Talk[Picking], given: Given) -> ZoneOrder:
    site, now, zone = talk.site, talk.now, zone_of(talk)
    dn = given.order or find_dn(site, given.text)
    skills = site.worker(now.person_id).skills
    free = site.zone_picks(dn.id, zone, skills, now.person_id, now.now_ms)
    if free:
        return ZoneOrder(dn.id, dn.number, free)
    held = site.zone_picks(dn.id, zone, skills, None, now.now_ms)
    if not held:
        raise Refusal(
            Outcome.NO_WORK, "zone.not_here", level=Level.INFO, order=dn.number, zone=zone
        )
    ask(talk.confirmed, Outcome.TAKE_OVER, "picking.take_over", order=dn.number)
    return ZoneOrder(dn.id, dn.number, held)


def _begun(talk: Talk[Picking], orders: list[ZoneOrder]) -> Turned[Picking]:
    """Their picks are this person's; a tote is asked for each order that has none in hand."""
    context = Picking(is_cluster=True, zone=zone_of(talk))
    in_hand = {tote.dn_id: tote.unit for tote in talk.site.totes_in_hand(talk.now.person_id)}
    for order in orders:
        if order.dn_id in in_hand:
            context = with_tote(context, order.order, in_hand[order.dn_id])
    without = tuple(each.order for each in orders if each.dn_id not in in_hand)
    tasks = [task for order in orders for task in order.task_ids]
    context = msgspec.structs.replace(context, of=len(tasks))
    if without:
        context = msgspec.structs.replace(context, totes=without)
        turned = on(context, "totes_asked", "picking.cart", orders=len(without))
    else:
        turned = on(context, "found", "picking.begun", picks=len(tasks))
    return msgspec.structs.replace(turned, leases=taken_on(talk.site, tasks, talk.now))


def _taken(talk: Talk[Picking], code: str) -> Turned[Picking]:
    command = TakeTote(
        command_id=talk.now.command_id, unit=code, zone=zone_of(talk), confirm=talk.confirmed
    )
    decision = take_tote(command, talk.site, talk.now)
    order = str(decision.reply.data["order"])
    fresh = Picking(is_cluster=True, zone=zone_of(talk), of=len(decision.leases))
    context = with_tote(fresh, order, code)
    turned = did(decision, context, "tote_taken" if decision.leases else "tote_passed")
    return msgspec.structs.replace(turned, leases=decision.leases)
