"""Carries the words of transfers: each half is written by its own site, and what one says the other
gets as a command of headquarters.

A word is sent once per half and number of the word, by the hub whose computer the other site is.
"""

from collections.abc import Callable

import apsw
import msgspec

from hub.store import sql
from hub.trade.commands import send
from models.warehouse import ids
from models.warehouse.commands import AnnounceTransfer, Command, NoteTransfer
from models.warehouse.commands.base import LINES_MAX
from models.warehouse.commands.transfers import CountedLine, PlannedLine, SentLine, SentUnit
from models.warehouse.nesting import DEPTH_MAX
from models.warehouse.states import TRANSFER_STATES
from sync.store.protocol import Author
from sync.store.sqlite import SqliteStore

CARRIER = "transfers"
"""In place of a person's name in the list of commands."""
AT_ONCE_MAX = 50

_DUE = """
SELECT waiting.transfer_id, waiting.warehouse_id FROM hub_node
CROSS JOIN hub_transfer_waiting AS waiting ON waiting.warehouse_id = hub_node.warehouse_id
WHERE hub_node.revoked_at_ms IS NULL LIMIT ?
"""
_HALF = """
SELECT number, half, state, word, from_warehouse_id, dn_id, twin_id FROM transfer WHERE id = ?
"""
_LINES = """
SELECT item_id, sum(ordered), sum(received), sum(lost), sum(found) FROM transfer_line
WHERE transfer_id = ? GROUP BY item_id ORDER BY min(line)
"""
_SENT = """
SELECT movement.item_id,
    sum(CASE movement.kind WHEN 'ship' THEN quantity ELSE -quantity END) AS sent,
    lot.code, lot.expiry, {unit} AS unit,
    sum(CASE movement.kind WHEN 'ship' THEN movement.weight_g ELSE -movement.weight_g END),
    min(CASE movement.kind WHEN 'ship' THEN movement.received_at_ms END)
FROM movement LEFT JOIN lot ON lot.id = movement.lot_id
LEFT JOIN handling_unit ON handling_unit.id = CASE movement.kind
    WHEN 'ship' THEN movement.from_unit ELSE movement.to_unit END
WHERE document_id = :dn AND movement.kind IN ('ship', 'unship')
GROUP BY movement.item_id, lot.code, unit HAVING sent > 0 ORDER BY movement.item_id, lot.code, unit
"""
_UNITS = """
WITH RECURSIVE road(id, level) AS (
    SELECT DISTINCT from_unit, 1 FROM movement WHERE document_id = :dn AND kind = 'ship'
    UNION SELECT left_in, level + 1 FROM road JOIN handling_unit USING (id)
    WHERE left_in IS NOT NULL AND level < :deepest
)
SELECT DISTINCT inner_unit.code, outer_unit.code FROM road
JOIN handling_unit AS inner_unit USING (id)
JOIN handling_unit AS outer_unit ON outer_unit.id = inner_unit.left_in
WHERE inner_unit.location_id IS NULL AND outer_unit.location_id IS NULL
ORDER BY inner_unit.code
"""
"""Units that are on the road, each with the one it left in: who came back stands somewhere."""


class _Half(msgspec.Struct, frozen=True):
    number: str
    half: str
    state: str
    word: int
    from_warehouse_id: int
    dn_id: int | None
    twin_id: int | None


def waiting(connection: apsw.Connection) -> bool:
    """Whether a word waits that this hub has to carry."""
    return sql.row(connection, _DUE, (1,)) is not None


def carry(store: SqliteStore, now_ms: int) -> int:
    """Send what waits, in a transaction; how many words."""
    due = sql.rows(store.connection, _DUE, (AT_ONCE_MAX,))
    for transfer_id, warehouse_id in due:
        command = _word(store.connection, transfer_id)
        if command is not None:
            by = Author(key=command.command_id)
            send(store, warehouse_id, command, by, CARRIER, now_ms)
        sql.rows(
            store.connection, "DELETE FROM hub_transfer_waiting WHERE transfer_id = ?",
            (transfer_id,),
        )  # fmt: skip
    return len(due)


def _word(connection: apsw.Connection, transfer_id: int) -> Command | None:
    found = sql.row(connection, _HALF, (transfer_id,))
    if found is None:
        return None
    half = _Half(*found)
    if half.state not in TRANSFER_STATES.order:
        return None
    command_id = f"transfer-{ids.show(transfer_id)}-{half.word:06}"
    of = _OF[half.half]
    return of(connection, transfer_id, half, command_id)


def _announced(
    connection: apsw.Connection, transfer_id: int, half: _Half, command_id: str
) -> Command:
    lines = [
        PlannedLine(item=ids.show(item), ordered=max(0, ordered))
        for item, ordered, *_ in sql.rows(connection, _LINES, (transfer_id,))
    ]
    return AnnounceTransfer(
        command_id=command_id,
        twin=ids.show(transfer_id),
        source=ids.show(half.from_warehouse_id),
        transfer=half.number,
        word=half.word,
        state=half.state,  # type: ignore[arg-type]  # looked up in the table of states
        lines=lines[:LINES_MAX],
        sent=_sent(connection, half.dn_id),
        units=_units(connection, half.dn_id),
    )


def _units(connection: apsw.Connection, dn_id: int | None) -> tuple[SentUnit, ...]:
    rows = sql.rows(connection, _UNITS, {"dn": dn_id, "deepest": DEPTH_MAX})
    return tuple(SentUnit(unit=unit, into=into) for unit, into in rows[:LINES_MAX])


def _sent(connection: apsw.Connection, dn_id: int | None) -> list[SentLine]:
    """By item, lot and unit. Where those are more than a command holds, units are left out."""
    rows = sql.rows(connection, _SENT.format(unit="handling_unit.code"), {"dn": dn_id})
    if len(rows) > LINES_MAX:
        rows = sql.rows(connection, _SENT.format(unit="NULL"), {"dn": dn_id})
    return [
        SentLine(
            item=ids.show(item),
            quantity=quantity,
            lot=lot,
            expiry=expiry,
            unit=on,
            weight_g=weight_g,
            received_at_ms=received_at_ms,
        )
        for item, quantity, lot, expiry, on, weight_g, received_at_ms in rows[:LINES_MAX]
    ]


def _noted(
    connection: apsw.Connection, transfer_id: int, half: _Half, command_id: str
) -> Command | None:
    if half.twin_id is None:
        return None
    lines = [
        CountedLine(item=ids.show(item), received=received, lost=lost, found=found)
        for item, _, received, lost, found in sql.rows(connection, _LINES, (transfer_id,))
    ]
    return NoteTransfer(
        command_id=command_id,
        half=ids.show(half.twin_id),
        word=half.word,
        state=half.state,  # type: ignore[arg-type]  # looked up in the table of states
        lines=lines[:LINES_MAX],
    )


_OF: dict[str, Callable[[apsw.Connection, int, _Half, str], Command | None]] = {
    "out": _announced,
    "in": _noted,
}
