"""What a picker has in hand, and what comes next."""

import msgspec

from edge.floor.dialogues.talk import Talk
from edge.floor.draft import Refusal
from edge.floor.reads.picking import MyPick
from models.warehouse.commands.outbound import ShortReason
from models.warehouse.replies import Outcome

NEXT, CLUSTER, SKIP, SHORT, ALL, BACK, YES, NO = (
    *("next", "cluster", "skip", "short", "all", "back", "yes", "no"),
)
REASONS: tuple[ShortReason, ...] = ("not_found", "damaged", "partial")


class Picking(msgspec.Struct, frozen=True):
    """`totes`: orders that still need a tote, in the order of the cart's slots. `counted` pieces of
    the pick in hand, of `lot` where one was asked for. `emptied`: a location to look into.
    `assigned`: the tote of each order, (order, tote)."""

    is_cluster: bool = False
    totes: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    task_id: int = 0
    counted: int = 0
    lot: str | None = None
    emptied: str = ""
    assigned: tuple[tuple[str, str], ...] = ()


def picks(talk: Talk[Picking]) -> list[MyPick]:
    """What is in hand in walking order, what was passed over last."""
    skipped = talk.context.skipped
    mine = talk.site.my_picks(talk.now.person_id, talk.now.now_ms)
    return sorted(
        mine, key=lambda pick: skipped.index(pick.task_id) + 1 if pick.task_id in skipped else 0
    )


def current(talk: Talk[Picking]) -> MyPick:
    """The pick to do now. Raises Refusal when the lease has ended or somebody took over."""
    mine = picks(talk)
    if not mine:
        raise Refusal(Outcome.LEASE_LOST, "picking.lease_lost")
    return mine[0]


def settled(talk: Talk[Picking]) -> Picking:
    """The context for the pick to do now: another one's count starts afresh."""
    pick = current(talk)
    if talk.context.task_id == pick.task_id:
        return talk.context
    return msgspec.structs.replace(talk.context, task_id=pick.task_id, counted=0, lot=None)
