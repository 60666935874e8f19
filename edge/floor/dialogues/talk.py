"""What a stage's judge sees, and what it makes of a turn."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from edge.floor.dialogues.given import Given
from edge.floor.draft import Context, Decision, Lease
from edge.floor.reader import SiteReader
from models.warehouse.dialogues.question import Question
from models.warehouse.dialogues.table import Dialogue
from models.warehouse.replies import Data, Say, Undo

C = TypeVar("C", bound=msgspec.Struct)


class Talk(msgspec.Struct, Generic[C], frozen=True):
    """`context` is what the dialogue has gathered so far; `confirmed`: the same was given again
    after a question."""

    site: SiteReader
    now: Context
    context: C
    confirmed: bool = False


class Turned(msgspec.Struct, Generic[C], frozen=True):
    """What came of a turn. `event` picks the edge of the table; `decision` holds the effects on the
    warehouse, if there are any, and what to say unless `say` says it; `leases` take tasks or let
    them go; `leads`: where the edge leads into another dialogue, what that one begins with, while
    `context` is kept for coming back."""

    event: str
    context: C
    say: Say | None = None
    decision: Decision | None = None
    data: Data = {}
    undo: Undo | None = None
    leases: tuple[Lease, ...] = ()
    leads: msgspec.Struct | None = None


Judge = Callable[[Talk[C], Given], Turned[C]]
Asker = Callable[[Talk[C]], Question]


class Script(msgspec.Struct, Generic[C], frozen=True):
    """A dialogue's table with the judge and the asker of each stage. `fresh` is the context it
    begins with; `begin` looks for work of this person that was left unfinished, and its event is an
    edge of the first stage."""

    table: Dialogue
    fresh: C
    judges: Mapping[str, Judge[C]]
    askers: Mapping[str, Asker[C]]
    begin: Callable[[Talk[C]], Turned[C]] | None = None


# A stored conversation is decoded as the context of its own script, so the type may be forgotten.
AnyScript = Script[Any]
AnyTurned = Turned[Any]
AnyTalk = Talk[Any]


def did(decision: Decision, context: C, event: str | None = None) -> Turned[C]:
    """A turn that gave a command to the floor: its outcome is the event unless another is named."""
    return Turned(
        event or decision.reply.outcome.value,
        context,
        decision.reply.say,
        decision,
        decision.reply.data,
        decision.reply.undo,
    )


def on(context: C, event: str, key: str, **args: object) -> Turned[C]:
    """A turn without effect on the warehouse."""
    return Turned(event, context, Say(key, args))
