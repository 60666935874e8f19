"""Transfers between sites as headquarters sees them: both halves side by side, and what is on its
way between two sites."""

import apsw
import msgspec

from hub.store import sql
from hub.store.cursor import read_cursor, show_cursor
from hub.store.freshness import Coverage, Known, as_of_all, coverage_of
from hub.store.moments import shown
from hub.store.schema import OPEN_LINE
from models.warehouse import ids
from models.warehouse.naming import called

OPEN = "open"
FLOWS_MAX = 500


class LineOfTransfer(msgspec.Struct, frozen=True):
    """One item of a transfer; what came is as the destination last told. shipped_there: what the
    destination has heard of `shipped`; until the two are equal it settles no difference."""

    item: str | None
    description: str | None
    ordered: int
    shipped: int
    received: int
    lost: int
    found: int
    in_transit: int
    shipped_there: int


class TransferRow(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """One transfer. `state` is the further of its two halves, each as its site last told;
    `number_there`: its number at the destination, another only where that one was taken."""

    id: str
    transfer: str
    source: str
    target: str
    state: str
    source_state: str
    target_state: str | None
    order_state: str | None
    receipt_state: str | None
    number_there: str | None
    ordered: int
    shipped: int
    received: int
    lost: int
    in_transit: int
    created_at: str | None
    source_as_of: str | None
    target_as_of: str | None
    stale: bool
    lines: list[LineOfTransfer]


class TransferPage(msgspec.Struct, frozen=True):
    """A page of the list."""

    items: list[TransferRow]
    next_cursor: str | None
    coverage: Coverage
    as_of: str | None


class Flow(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """How much of an item is between two sites; below zero where the receiver was heard first."""

    source: str
    target: str
    item: str | None
    description: str | None
    in_transit: int


class Flows(msgspec.Struct, frozen=True):
    """All that is in transit, largest first."""

    items: list[Flow]
    coverage: Coverage
    as_of: str | None


def transfer_page(
    connection: apsw.Connection,
    sites: list[Known],
    *,
    state: str | None,
    search: str | None,
    cursor: str | None,
    limit: int,
) -> TransferPage:
    """Newest first, by the half at the source. `open`: those that are not received or called off
    at the source's word."""
    created, last_id = read_cursor(cursor, (int, int)) or (1 << 62, 0)
    index, kept = _way(state, search)
    values = {
        "created": created,
        "id": last_id,
        "sites": msgspec.json.encode([site.warehouse_id for site in sites]).decode(),
        "state": state,
        "number": search,
        "limit": limit + 1,
    }
    found = sql.rows(connection, _PAGE.format(index=index, kept=kept), values)
    by_id = {site.warehouse_id: site for site in sites}
    codes = _codes(connection)
    page = [_row(connection, row, by_id, codes) for row in found[:limit]]
    end = found[limit - 1] if len(found) > limit else None
    last = show_cursor((end[5], end[0])) if end else None
    return TransferPage(page, last, coverage_of(sites), shown(as_of_all(sites)))


def flows(connection: apsw.Connection, sites: list[Known]) -> Flows:
    """By pair of sites and item."""
    codes, wanted = _codes(connection), {site.warehouse_id for site in sites}
    found = sql.rows(connection, _FLOWS)
    items = [
        Flow(codes.get(source, ""), codes.get(target, ""), item, description, quantity)
        for source, target, item, description, quantity in found
        if source in wanted or target in wanted
    ]
    return Flows(items, coverage_of(sites), shown(as_of_all(sites)))


def _way(state: str | None, search: str | None) -> tuple[str, str]:
    """The index that bounds the work, and the condition."""
    if search:
        return "transfer_number", "number = :number"
    if state == OPEN:
        return "hub_transfer_open", "state NOT IN ('received', 'cancelled')"
    if state is not None:
        return "hub_transfer_state", "state = :state"
    return "hub_transfer_recent", "TRUE"


_PAGE = """
SELECT id, number, from_warehouse_id, to_warehouse_id, state, created_at_ms, dn_id, revision
FROM transfer INDEXED BY {index}
WHERE half = 'out' AND (created_at_ms, id) < (:created, :id) AND {kept}
    AND (from_warehouse_id IN (SELECT value FROM json_each(:sites))
        OR to_warehouse_id IN (SELECT value FROM json_each(:sites)))
ORDER BY created_at_ms DESC, id DESC LIMIT :limit
"""
_TWIN = """
SELECT transfer.id, transfer.state, asn.state, transfer.number, transfer.revision
FROM transfer LEFT JOIN asn ON asn.id = asn_id
WHERE twin_id = ?
"""
_LINES = f"""
SELECT {called("item")}, item.description,
    coalesce(sum(ordered) FILTER (WHERE transfer_id = :out), 0),
    coalesce(sum(shipped) FILTER (WHERE transfer_id = :out), 0),
    coalesce(sum(received) FILTER (WHERE transfer_id = :twin), 0),
    coalesce(sum(lost) FILTER (WHERE transfer_id = :twin), 0),
    coalesce(sum(found) FILTER (WHERE transfer_id = :twin), 0),
    coalesce(sum(shipped) FILTER (WHERE transfer_id = :twin), 0)
FROM transfer_line LEFT JOIN item ON item.id = transfer_line.item_id
WHERE transfer_id IN (:out, :twin) GROUP BY transfer_line.item_id
ORDER BY min(transfer_line.line)
"""
_FLOWS = f"""
WITH unsettled AS (
    SELECT DISTINCT coalesce(transfer.twin_id, transfer.id) AS source_half
    FROM transfer_line INDEXED BY hub_transfer_line_open
    JOIN transfer ON transfer.id = transfer_id WHERE {OPEN_LINE}
), halves AS (
    SELECT source_half AS id FROM unsettled UNION ALL
    SELECT transfer.id FROM unsettled JOIN transfer ON transfer.twin_id = source_half
)
SELECT from_warehouse_id, to_warehouse_id, {called("item")}, item.description,
    sum(CASE half WHEN 'out' THEN shipped ELSE found - received - lost END) AS quantity
FROM halves CROSS JOIN transfer ON transfer.id = halves.id
JOIN transfer_line ON transfer_id = transfer.id
LEFT JOIN item ON item.id = transfer_line.item_id
GROUP BY from_warehouse_id, to_warehouse_id, transfer_line.item_id
HAVING quantity <> 0 ORDER BY quantity DESC LIMIT {FLOWS_MAX}
"""
_STEPS = ("draft", "confirmed", "in_transit", "receiving", "received", "cancelled")


def _codes(connection: apsw.Connection) -> dict[int, str]:
    return {
        site: str(code) for site, code in sql.rows(connection, "SELECT id, code FROM warehouse")
    }


def _row(
    connection: apsw.Connection, row: sql.Row, sites: dict[int, Known], codes: dict[int, str]
) -> TransferRow:
    half_id, number, source_id, target_id, state, created_ms, dn_id, revision = row
    twin = sql.row(connection, _TWIN, (half_id,))
    twin_id, twin_state, receipt, there, later = twin or (0, None, None, None, 0)
    order = sql.row(connection, "SELECT state FROM dn WHERE id = ?", (dn_id,))
    found = sql.rows(connection, _LINES, {"out": half_id, "twin": twin_id})
    lines = [_line(*each) for each in found]
    source, target = sites.get(source_id), sites.get(target_id)
    return TransferRow(
        id=ids.show(half_id),
        transfer=str(number),
        source=codes.get(source_id, ""),
        target=codes.get(target_id, ""),
        state=max((revision, _rank(state), state), (later, _rank(twin_state), twin_state or ""))[2],
        source_state=state,
        target_state=twin_state,
        order_state=order[0] if order is not None else None,
        receipt_state=receipt,
        number_there=there,
        ordered=sum(line.ordered for line in lines),
        shipped=sum(line.shipped for line in lines),
        received=sum(line.received for line in lines),
        lost=sum(line.lost for line in lines),
        in_transit=sum(line.in_transit for line in lines),
        created_at=shown(created_ms),
        source_as_of=shown(source.freshness.as_of_ms) if source is not None else None,
        target_as_of=shown(target.freshness.as_of_ms) if target is not None else None,
        stale=any(site is not None and site.stale for site in (source, target)),
        lines=lines,
    )


def _line(
    item: str | None,
    description: str | None,
    ordered: int,
    shipped: int,
    received: int,
    lost: int,
    found: int,
    there: int,
) -> LineOfTransfer:
    left = shipped + found - received - lost
    return LineOfTransfer(item, description, ordered, shipped, received, lost, found, left, there)


def _rank(state: str | None) -> int:
    return _STEPS.index(state) if state in _STEPS else -1
