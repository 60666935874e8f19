"""Sealing what is said to robots of ours, and their heartbeat."""

from collections.abc import Callable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agv.protocol.own import HEARTBEAT, Heartbeat
from agv.protocol.sealed import Seal, close
from agv.protocol.topics import Address
from node.keys import derived, public_bytes, signing_key

PURPOSE = "seals of messages to robots"
LIFE_MS = 10_000


def seal_key(node_secret: bytes) -> Ed25519PrivateKey:
    """The site's key for seals alone, so that no message to a robot can pass for a record."""
    return signing_key(derived(node_secret, PURPOSE))


def seal_public(node_secret: bytes) -> bytes:
    """What robots pin at enrolment."""
    return public_bytes(seal_key(node_secret))


class Sealer:
    """Seals for one robot in the session it has said hello with; `new_nonce` never repeats."""

    def __init__(
        self, address: Address, key: Ed25519PrivateKey, new_nonce: Callable[[], str]
    ) -> None:
        self._address, self._key, self._new_nonce = address, key, new_nonce
        self.session: str | None = None
        self.boot = ""
        self._last_ms = 0

    def seal(self, name: str, body: bytes, now_ms: int) -> bytes:
        """A message with its seal, new each time it is said. Without a hello it opens nowhere."""
        seal = Seal(self._new_nonce(), now_ms + LIFE_MS)
        topic = self._address.topic(name)
        return close(body, seal, topic, self.session or "", self._key.sign)

    def heartbeat(self, now_ms: int) -> bytes:
        """The next heartbeat; its time never falls, whatever the clock of this computer does."""
        self._last_ms = max(self._last_ms + 1, now_ms)
        return self.seal(
            HEARTBEAT, msgspec.json.encode(Heartbeat(edge_ms=self._last_ms, boot=self.boot)), now_ms
        )
