"""What somebody at a kit order has in hand, and whether it is still theirs."""

from collections.abc import Callable
from functools import partial

import msgspec

from edge.floor.claiming import leases_of
from edge.floor.dialogues.given import Given
from edge.floor.dialogues.talk import Judge, Talk, Turned
from edge.floor.draft import Refusal
from edge.floor.kits.collecting import to_collect
from edge.floor.kits.orders import demand_mine
from edge.floor.reader import Reserved
from edge.floor.reads.kits import KitOrder
from models.warehouse.commands import Entered, PartBack
from models.warehouse.replies import Outcome
from models.warehouse.work import meets

NEXT, ALL, SHORT, SKIP, BACK, COLLECT = "next", "all", "short", "skip", "back", "collect"


class Kitting(msgspec.Struct, frozen=True, omit_defaults=True):
    """`counted` pieces of the share in hand, of `lot` where it is tracked. `kits` are being made or
    taken apart; `serials` of new kits; `parts` that are sorted already, and `expiry` of the one in
    hand."""

    order: str = ""
    skipped: tuple[int, ...] = ()
    counted: int = 0
    lot: str | None = None
    kits: int = 0
    kit_lot: str | None = None
    serials: tuple[str, ...] = ()
    parts: tuple[PartBack, ...] = ()
    expiry: str | None = None
    entered: Entered | None = None


def mine(talk: Talk[Kitting]) -> KitOrder:
    """The order in hand. Raises Refusal when it is over or somebody took over."""
    order = talk.site.kit_order(talk.context.order)
    assert order is not None
    try:
        demand_mine(talk.site, order, talk.now)
    except Refusal as refusal:
        raise Refusal(Outcome.LEASE_LOST, refusal.key, said=refusal.args_said) from refusal
    return order


def shares(talk: Talk[Kitting], order: KitOrder) -> list[Reserved]:
    """What is still to be brought, in walking order, what was passed over last."""
    skipped = talk.context.skipped
    return sorted(
        to_collect(talk.site, order),
        key=lambda each: skipped.index(each.id) + 1 if each.id in skipped else 0,
    )


def share(talk: Talk[Kitting], order: KitOrder) -> Reserved:
    """What is to be brought now. Raises Refusal when somebody has brought all of it meanwhile."""
    left = shares(talk, order)
    if not left:
        raise Refusal(Outcome.LEASE_LOST, "kit.moved_on", order=order.number)
    return left[0]


def may_do(talk: Talk[Kitting], order: KitOrder) -> bool:
    """Whether whoever asks can do all of it."""
    task = talk.site.kit_task(order.id)
    return task is None or meets(talk.site.worker(talk.now.person_id).skills, task.skill)


OnOrder = Callable[[Talk[Kitting], Given, KitOrder], Turned[Kitting]]


def in_hand(judge: OnOrder) -> Judge[Kitting]:
    """A judge that is asked only while the order is in hand, and keeps it so."""
    return partial(_judged, judge)


def _judged(judge: OnOrder, talk: Talk[Kitting], given: Given) -> Turned[Kitting]:
    order = mine(talk)
    turned = judge(talk, given, order)
    task = talk.site.kit_task(order.id)
    if task is None or not turned.context.order:
        return turned
    return msgspec.structs.replace(turned, leases=leases_of([task.id], talk.now))
