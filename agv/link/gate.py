"""The robot's gate: what fleet control says is let in if it is sealed by our edge, meant for this
robot in this session, in time, and new. Everything else is refused, counted and told of."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

import msgspec

from agv.protocol.own import Heartbeat
from agv.protocol.sealed import Opened, signed_bytes, take_apart

# What an order may live: long enough for a repeat, too short to be of use to who recorded it.
LIFE_MS_MAX = 30_000
NONCES_MAX = 4_096

Verify = Callable[[bytes, bytes], bool]


class Refused(StrEnum):
    """Why a message is not let in."""

    UNSEALED = "UNSEALED"
    FORGED = "FORGED"
    EXPIRED = "EXPIRED"
    REPLAYED = "REPLAYED"
    NO_TIME = "NO_TIME"


class EdgeTime:
    """UTC of the edge, carried on by our own clock: a robot without a clock chip starts in the
    past."""

    def __init__(self) -> None:
        self._edge_ms: int | None = None
        self._heard_ms = 0

    def hear(self, edge_ms: int, now_ms: int) -> bool:
        """Take a checked heartbeat; false for one that is not newer."""
        if self._edge_ms is not None and edge_ms <= self._edge_ms:
            return False
        self._edge_ms, self._heard_ms = edge_ms, now_ms
        return True

    def at(self, now_ms: int) -> int | None:
        """None before the first heartbeat."""
        return None if self._edge_ms is None else self._edge_ms + now_ms - self._heard_ms


class Gate:
    """`verify` takes what is signed and the signature. `sealed` is false for a robot that serves a
    fleet control of others, which seals nothing."""

    def __init__(self, session: str, verify: Verify, *, sealed: bool = True) -> None:
        self._session, self._verify, self._sealed = session, verify, sealed
        self._nonces: dict[str, int] = {}
        self.time = EdgeTime()
        self.boot: str | None = None
        self.refused: Counter[Refused] = Counter()

    def heartbeat(self, topic: str, payload: bytes, now_ms: int) -> bool:
        """Whether this is a heartbeat of our edge, newer than all before."""
        opened = self._proved(topic, payload)
        if isinstance(opened, Refused):
            return self._refuse(opened)
        try:
            beat = msgspec.json.decode(opened.body, type=Heartbeat)
        except msgspec.MsgspecError:
            return self._refuse(Refused.FORGED)
        if not self.time.hear(beat.edge_ms, now_ms):
            return self._refuse(Refused.REPLAYED)
        self.boot = beat.boot
        return True

    def let_in(self, topic: str, payload: bytes, now_ms: int) -> bytes | None:
        """The message without its seal; None if it is refused."""
        if not self._sealed:
            return payload
        opened = self._proved(topic, payload)
        reason = opened if isinstance(opened, Refused) else self._too_late(opened, now_ms)
        if reason is not None or isinstance(opened, Refused):
            assert reason is not None
            self._refuse(reason)
            return None
        return opened.body

    def _proved(self, topic: str, payload: bytes) -> Opened | Refused:
        opened = take_apart(payload)
        if opened is None:
            return Refused.UNSEALED
        signed = signed_bytes(opened.body, opened.seal, topic, self._session)
        return opened if self._verify(signed, opened.signature) else Refused.FORGED

    def _too_late(self, opened: Opened, now_ms: int) -> Refused | None:
        edge_ms = self.time.at(now_ms)
        if edge_ms is None:
            return Refused.NO_TIME
        nonce, expires_ms = opened.seal
        if not edge_ms < expires_ms <= edge_ms + LIFE_MS_MAX:
            return Refused.EXPIRED
        if nonce in self._nonces:
            return Refused.REPLAYED
        self._nonces = {each: until for each, until in self._nonces.items() if until > edge_ms}
        if len(self._nonces) >= NONCES_MAX:
            # A true edge says far less in that time; rather deaf than fooled.
            return Refused.REPLAYED
        self._nonces[nonce] = expires_ms
        return None

    def _refuse(self, reason: Refused) -> bool:
        self.refused[reason] += 1
        return False
