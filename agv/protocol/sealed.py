"""Messages of our own fleet control carry a seal: who wrote it, for whom, until when, and once
only.

It stands at the end of the JSON object in one field that others pass over. What is signed is the
message as it was without the seal, its whole topic, the robot's session and the seal's own words,
so that nothing of it can be taken to another robot, another time or another start of the same
robot.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

FIELD: Final = "holdfast"
_TAIL: Final = re.compile(
    rb',"holdfast":\{"nonce":"([\w-]{8,43})","expires":(\d{1,15}),"signature":"([0-9a-f]{128})"\}\}'
)
_TAIL_BYTES_MAX: Final = 300
_DOMAIN: Final = b"holdfast sealed message 1"


class Seal(NamedTuple):
    """What a seal says. `expires_ms`: on the clock of the edge."""

    nonce: str
    expires_ms: int


class Opened(NamedTuple):
    """A sealed message taken apart; nothing is proved yet."""

    body: bytes
    seal: Seal
    signature: bytes


def close(
    body: bytes, seal: Seal, topic: str, session: str, sign: Callable[[bytes], bytes]
) -> bytes:
    """The message with its seal."""
    assert body.endswith(b"}")
    signature = sign(signed_bytes(body, seal, topic, session)).hex()
    tail = f'"nonce":"{seal.nonce}","expires":{seal.expires_ms},"signature":"{signature}"'
    return body[:-1] + f',"{FIELD}":{{{tail}}}}}'.encode()


def take_apart(payload: bytes) -> Opened | None:
    """None for a message without a seal at its end."""
    start = payload.rfind(b',"holdfast":', max(0, len(payload) - _TAIL_BYTES_MAX))
    found = _TAIL.fullmatch(payload, start) if start >= 0 else None
    if found is None:
        return None
    seal = Seal(found[1].decode(), int(found[2]))
    return Opened(payload[:start] + b"}", seal, bytes.fromhex(found[3].decode()))


def signed_bytes(body: bytes, seal: Seal, topic: str, session: str) -> bytes:
    """What is signed; no part can run into the next."""
    parts = (
        _DOMAIN,
        topic.encode(),
        session.encode(),
        seal.nonce.encode(),
        str(seal.expires_ms).encode(),
        body,
    )
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
