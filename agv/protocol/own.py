"""Two topics of ours beside the standard's: a robot says hello when it starts, fleet control's
heartbeat tells it that somebody is there and what time it is. Others need neither."""

from typing import Final

import msgspec

HELLO: Final = "hello"
HEARTBEAT: Final = "heartbeat"
HEARTBEAT_MS: Final = 200


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """`session`: chance that lasts as long as the robot runs; seals of another start do not
    open."""

    session: str
    mac: str = ""
    ip: str = ""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """`edge_ms`: UTC of the edge; it never falls within a session. `boot` names the edge's present
    connection: a robot that was there before connects anew, so that the edge sees from where."""

    edge_ms: int
    boot: str = ""
