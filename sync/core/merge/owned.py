"""OWNED: one owner at a time writes; ownership moves by a hand-over with a rising fence.

Clocks: stamp of the last write; behind it, once the row was handed over, owner number and fence.
Without them the owner is the node in the stamp, with fence 0. Since one stream writes at a time,
the order of the stream is the order of the row; a write that names a later fence than known waits.
"""

from sync.core.catalogue import Table
from sync.core.merge.rows import set_value
from sync.core.record import Op, OpKind, variant_of
from sync.core.stamp import STAMP_BYTES, unpack_stamp
from sync.core.state import OWNER_BYTES, RowState

WAITING = "waiting"


def owner_of(clocks: bytes) -> tuple[int, int]:
    """(owner number, fence) of an owned row."""
    if len(clocks) > STAMP_BYTES:
        tail = clocks[STAMP_BYTES : STAMP_BYTES + OWNER_BYTES]
        return int.from_bytes(tail[:4], "big"), int.from_bytes(tail[4:], "big")
    return unpack_stamp(clocks)[1], 0


def refusal(state: RowState | None, table: Table, op: Op, number: int) -> str:
    """Why this write may not take effect; empty if it may, WAITING if a hand-over is still due."""
    named = variant_of(op.kind)
    handing = op.kind & 0xF == OpKind.OWN
    expected = named - 1 if handing else named
    if state is None:
        return "" if expected == 0 and not handing else WAITING
    owner, fence = owner_of(state.clocks)
    if expected > fence:
        return WAITING
    if expected < fence:
        return "fence"
    if owner != number:
        return "not_owner"
    if not handing and _falls(state, table, op):
        return "status_falls"
    return ""


def put(state: RowState | None, table: Table, op: Op, stamp: bytes) -> RowState:
    """Take a write that `refusal` let pass."""
    if state is None:
        state = RowState([field.default for field in table.fields], stamp)
    else:
        state.clocks = stamp + state.clocks[STAMP_BYTES:]
    fields = op.fields or bytes(range(1, len(op.values) + 1))
    for field, value in zip(fields, op.values, strict=True):
        set_value(state, field, value)
    return state


def hand_over(state: RowState, op: Op, stamp: bytes) -> RowState:
    """Take a hand-over that `refusal` let pass."""
    to_number = op.values[0]
    assert isinstance(to_number, int)
    fence = variant_of(op.kind)
    state.clocks = stamp + to_number.to_bytes(4, "big") + fence.to_bytes(4, "big")
    return state


def _falls(state: RowState, table: Table, op: Op) -> bool:
    rule = table.state
    if rule is None:
        return False
    place, revision = table.names.index(rule.field), table.names.index(rule.revision)
    fields, values, ranks = op.fields or bytes(range(1, len(op.values) + 1)), op.values, rule.ranks
    if place + 1 not in fields:
        return False
    rank = ranks.get(str(values[fields.rindex(place + 1)]), 0)
    round_ = state.values[revision] or 0
    next_round = round_
    if revision + 1 in fields:
        next_round = values[fields.rindex(revision + 1)] or 0
    return (next_round, rank) < (round_, ranks.get(str(state.values[place]), 0))
