"""What is said, and done, about clocks that differ and nodes that fell back."""

from sync.core.effects import Close, Effect, Note, RaiseEpoch, Send
from sync.core.handshake import FORK, LOST_SUFFIX
from sync.core.messages import Bye, Verdict


def fell_back(above: int, cause: str) -> list[Effect]:
    """This node holds less than it has published: never again in this epoch."""
    note = Note("fell_back", {"epoch": above, "cause": cause}, alarm=True)
    return [
        note,
        RaiseEpoch(above, cause),
        Send(Bye("epoch")),
        Close("epoch", at_once=True),
    ]


def skew_note(peer: int, skew: int) -> Note:
    """How far the peer's clock is ahead of ours."""
    return Note("skew", {"node": peer, "skew_ms": skew})


def loss_note(verdict: Verdict, peer: int) -> Note:
    """A stream of which author and reader hold different things."""
    kind = "fork" if verdict.code == FORK else LOST_SUFFIX
    return Note(kind, {"stream": str(verdict.stream), "peer": peer}, alarm=True)
