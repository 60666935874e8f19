"""The line to headquarters and health, as the API says them."""

from typing import Literal

import msgspec


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class HubLink(_Told, frozen=True, kw_only=True):
    """`state`: alone (no hub), connecting, live, lost, refused."""

    address: str | None
    state: str
    last_heard: str | None
    last_acked: str | None


class Sync(_Told, frozen=True, kw_only=True):
    """Null where it is not known: unknown is not zero."""

    hub: HubLink
    waiting_ops: int | None
    oldest_waiting_s: float | None
    quarantined: int
    conflicts: int
    as_of: str
    resuming: bool = False
    """Put back from a backup: documents from before wait until headquarters has told the rest."""


class Health(_Told, frozen=True, kw_only=True):
    status: Literal["ok", "not_ready"]
    reasons: list[str] = []


class Pong(_Told, frozen=True, kw_only=True):
    status: Literal["ok"] = "ok"
