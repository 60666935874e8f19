"""Bounds of a session in bytes, records and time."""

import msgspec

HANDSHAKE_MS_MAX = 10_000
CREDIT_BYTES_MAX = 4 << 20


class Limits(msgspec.Struct, frozen=True):
    """Bounds a program may tighten.

    snapshot_records: a peer that lacks a whole scope of more records gets a snapshot of it.
    """

    credit_bytes: int = CREDIT_BYTES_MAX
    seal_ms: int = 200
    seal_records: int = 1_000
    ping_ms: int = 15_000
    silent_ms: int = 45_000
    stall_ms: int = 60_000
    digest_ms: int = 10_000
    roster_ms: int = 5_000
    snapshot_records: int = 50_000
    wants_max: int = 10_000
