"""What a picker has in hand, and what comes next."""

import msgspec

from edge.floor.dialogues.talk import Talk
from edge.floor.draft import Refusal
from edge.floor.reads.picking import MyPick
from models.warehouse.commands import Entered
from models.warehouse.commands.outbound import ShortReason
from models.warehouse.replies import Outcome

NEXT, CLUSTER, SKIP, SHORT, ALL, BACK, YES, NO, FULL = (
    *("next", "cluster", "skip", "short", "all", "back", "yes", "no", "full"),
)
REASONS: tuple[ShortReason, ...] = ("not_found", "damaged", "partial")


class Picking(msgspec.Struct, frozen=True, omit_defaults=True):
    """`totes`: orders that still need a tote, in the order of the cart's slots. `counted` pieces of
    the pick in hand, of `lot` where one was asked for. `emptied`: a location to look into.
    `assigned`: the tote of each order, (order, tote). `zone`: picks of this zone only, into totes
    that go on to the next. `of`: picks taken on together. `weight_g`: of what is
    counted, by labels or the scale; `reason`: why there is less, while it is weighed."""

    is_cluster: bool = False
    totes: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    task_id: int = 0
    counted: int = 0
    lot: str | None = None
    emptied: str = ""
    assigned: tuple[tuple[str, str], ...] = ()
    zone: str | None = None
    of: int = 0
    entered: Entered | None = None
    weight_g: int | None = None
    reason: ShortReason | None = None


def picks(talk: Talk[Picking]) -> list[MyPick]:
    """What is in hand in walking order, what was passed over last."""
    skipped = talk.context.skipped
    zone = talk.context.zone
    mine = talk.site.my_picks(talk.now.person_id, talk.now.now_ms)
    if zone is not None:
        mine = [pick for pick in mine if pick.zone == zone]
    if skipped:
        mine.sort(
            key=lambda pick: skipped.index(pick.task_id) + 1 if pick.task_id in skipped else 0
        )
    return mine


def current(talk: Talk[Picking]) -> MyPick:
    """The pick to do now. Raises Refusal when the lease has ended or somebody took over."""
    mine = picks(talk)
    if not mine:
        raise Refusal(Outcome.LEASE_LOST, "picking.lease_lost")
    return mine[0]


def stayed(talk: Talk[Picking]) -> Picking:
    """Past the location, the pick in hand must still be the one that was gone to: another one lies
    elsewhere, and its goods would be booked from where nobody stands."""
    pick, context = current(talk), talk.context
    if context.task_id != pick.task_id:
        raise Refusal(Outcome.LEASE_LOST, "picking.lease_lost")
    return context


def settled(talk: Talk[Picking]) -> Picking:
    """The context for the pick to do now: another one's count starts afresh."""
    pick = current(talk)
    if talk.context.task_id == pick.task_id:
        return talk.context
    return msgspec.structs.replace(
        talk.context,
        task_id=pick.task_id,
        counted=0,
        lot=None,
        entered=None,
        weight_g=None,
        reason=None,
    )


def tote_of(talk: Talk[Picking], pick: MyPick) -> str | None:
    """The tote that stands for the pick's order; another zone's tote may be on its way with it."""
    assigned = dict(talk.context.assigned).get(pick.order)
    if assigned is not None or talk.context.zone is not None:
        return assigned
    return talk.site.tote_of(pick.dn_id)


def with_tote(context: Picking, order: str, unit: str) -> Picking:
    """This tote stands for the order from now on."""
    others = tuple(each for each in context.assigned if each[0] != order)
    return msgspec.structs.replace(context, assigned=(*others, (order, unit)))
