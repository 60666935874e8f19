"""Work lists of the floor: what there is to receive, put away, pick, pack and ship."""

import apsw

from edge.api.shapes import (
    Counts,
    OrderWork,
    PickTask,
    PickWork,
    PutawayTask,
    PutawayWork,
    ReceiveWork,
    Work,
)
from edge.api.views.common import (
    WORK_ROWS_MAX,
    Cells,
    as_of,
    first,
    maybe,
    moment,
    number,
    rows,
    shown,
    text,
)
from edge.api.views.documents import asn_in_full, asn_rows, order_in_full, order_rows
from edge.api.views.items import barcodes, codes_of, packs
from edge.store.local import OPEN_TASK
from models.warehouse.naming import called

RECEIVE_ROWS_MAX = 50
_ASN_OPEN = "asn.state IN ('announced', 'arrived', 'receiving', 'received')"
_PACK_OPEN = "dn.state IN ('picked', 'packing')"
_SHIP_OPEN = "dn.state IN ('packed', 'staged')"

_PICK = f"""
SELECT task.id, dn.number, location.code, location.id, location.zone, {called("item")},
       item.description, item.id, task.quantity - task.done_quantity, item.base_uom, lot.code,
       lot.expiry, task.sequence, lease.until_ms
FROM lease
JOIN task ON task.id = lease.task_id
JOIN dn ON dn.id = task.document_id
JOIN location ON location.id = task.from_location
JOIN item ON item.id = task.item_id
LEFT JOIN lot ON lot.id = task.lot_id
WHERE lease.person_id = ?1 AND lease.until_ms > ?2 AND task.kind = 'pick' AND task.{OPEN_TASK}
ORDER BY task.sequence, location.code, task.id
LIMIT ?3
"""
_PUTAWAY = f"""
SELECT task.id, {called("item")}, item.description, item.id, task.quantity - task.done_quantity,
       lot.code, handling_unit.code, source.code, target.code, target.id
FROM task
JOIN item ON item.id = task.item_id
LEFT JOIN lot ON lot.id = task.lot_id
LEFT JOIN handling_unit ON handling_unit.id = task.unit_id
LEFT JOIN location AS source ON source.id = task.from_location
LEFT JOIN location AS target ON target.id = task.to_location
WHERE task.kind = 'putaway' AND task.{OPEN_TASK}
ORDER BY task.priority DESC, task.id
LIMIT ?1
"""


def counts(connection: apsw.Connection, now_ms: int) -> Work:
    """How much of each kind waits."""
    return Work(
        counts=Counts(
            receive=_count(connection, f"SELECT count(*) FROM asn WHERE {_ASN_OPEN}"),
            putaway=_tasks(connection, "putaway"),
            pick=_tasks(connection, "pick"),
            pack=_count(connection, f"SELECT count(*) FROM dn WHERE {_PACK_OPEN}"),
            ship=_count(connection, f"SELECT count(*) FROM dn WHERE {_SHIP_OPEN}"),
        ),
        as_of=as_of(now_ms),
    )


def receive_work(connection: apsw.Connection, now_ms: int) -> ReceiveWork:
    """Deliveries that are here or on the way, those at the dock first."""
    found = asn_rows(
        connection,
        f"WHERE {_ASN_OPEN} ORDER BY asn.state = 'announced', asn.id LIMIT ?",
        RECEIVE_ROWS_MAX,
    )
    return ReceiveWork(items=[asn_in_full(connection, row) for row in found], as_of=as_of(now_ms))


def putaway_work(connection: apsw.Connection, now_ms: int) -> PutawayWork:
    """What waits to be put away, oldest first."""
    items = [
        PutawayTask(
            task_id=shown(row[0]),
            item=text(row[1]),
            description=text(row[2]),
            barcodes=barcodes(connection, number(row[3])),
            packs=packs(connection, number(row[3])),
            quantity=number(row[4]),
            lot=maybe(row[5]),
            unit=maybe(row[6]),
            from_location=maybe(row[7]),
            to_location=maybe(row[8]),
            to_barcode=_location_code(connection, row[9]),
        )
        for row in rows(connection, _PUTAWAY, WORK_ROWS_MAX)
    ]
    return PutawayWork(items=items, as_of=as_of(now_ms))


def pick_work(connection: apsw.Connection, now_ms: int, person_id: int) -> PickWork:
    """Pick tasks leased to a person, in walking order."""
    found = list(rows(connection, _PICK, person_id, now_ms, WORK_ROWS_MAX))
    until = min((number(row[13]) for row in found), default=None)
    return PickWork(
        order=text(found[0][1]) if found else None,
        items=[_pick_task(connection, row) for row in found],
        lease_until=moment(until),
        as_of=as_of(now_ms),
    )


def pack_work(connection: apsw.Connection, now_ms: int) -> OrderWork:
    """Orders that are picked and wait to be packed."""
    return _orders(connection, now_ms, _PACK_OPEN)


def ship_work(connection: apsw.Connection, now_ms: int) -> OrderWork:
    """Orders that are packed and wait for the carrier."""
    return _orders(connection, now_ms, _SHIP_OPEN)


def _orders(connection: apsw.Connection, now_ms: int, which: str) -> OrderWork:
    found = order_rows(
        connection,
        f"WHERE {which} ORDER BY dn.priority DESC, dn.due_at_ms IS NULL, dn.due_at_ms, dn.id"
        " LIMIT ?",
        RECEIVE_ROWS_MAX,
    )
    return OrderWork(items=[order_in_full(connection, row) for row in found], as_of=as_of(now_ms))


def _pick_task(connection: apsw.Connection, row: Cells) -> PickTask:
    return PickTask(
        task_id=shown(row[0]),
        order=text(row[1]),
        location=text(row[2]),
        location_barcode=_location_code(connection, row[3]),
        zone=maybe(row[4]),
        item=text(row[5]),
        description=text(row[6]),
        barcodes=barcodes(connection, number(row[7])),
        packs=packs(connection, number(row[7])),
        quantity=number(row[8]),
        uom=text(row[9], "each"),
        lot=maybe(row[10]),
        expiry=maybe(row[11]),
        sequence=number(row[12]),
    )


def _location_code(connection: apsw.Connection, location_id: object) -> str | None:
    if not isinstance(location_id, int):
        return None
    return next(iter(codes_of(connection, f"location:{location_id}")), None)


def _tasks(connection: apsw.Connection, kind: str) -> int:
    return _count(connection, f"SELECT count(*) FROM task WHERE kind = ? AND {OPEN_TASK}", kind)


def _count(connection: apsw.Connection, sql: str, *bound: object) -> int:
    found = first(connection, sql, *bound)
    assert found is not None
    return number(found[0])
