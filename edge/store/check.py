"""Proves that what the site believes follows from its ledger. Reports, never repairs."""

from collections.abc import Iterable
from typing import Any

import apsw
import msgspec

from edge.floor.draft import Site
from edge.store.check_transfers import transfer_rules
from edge.store.local import LIVE_RESERVATION, OPEN_TASK
from edge.store.quants import ADDED_UP
from models.warehouse.lines import faults
from models.warehouse.nesting import DEPTH_MAX
from models.warehouse.states import DOCUMENTS
from models.warehouse.stock import STATUSES
from node.proof import Finding, Notes

_KEY = "item_id, location_id, unit_id, lot_id, owner_id, status"


class Report(msgspec.Struct, frozen=True):
    """What was looked at and what was found; `counts` has the number of findings per rule."""

    movements: int
    quants: int
    lines: int
    counts: dict[str, int]
    findings: list[Finding]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.counts

    @property
    def negative_stock(self) -> int:
        """Quants below zero, in the projection or in the ledger."""
        return self.counts.get("negative", 0)


def check(connection: apsw.Connection, site: Site) -> Report:
    """Replay the ledger and compare. Any connection will do, also a read-only one."""
    notes = Notes()
    virtual = ",".join(map(str, sorted(site.places.virtual)))
    values = {"warehouse": site.warehouse_id}
    rules = {**_rules(virtual), **transfer_rules(site.places.transit)}
    for rule, statement in rules.items():
        notes.add(rule, connection.execute(statement, values))
    for transitions in DOCUMENTS:
        legal = ",".join(f"'{state}'" for state in transitions.order)
        statement = f'SELECT id, state FROM "{transitions.name}" WHERE state NOT IN ({legal})'
        notes.add("state", connection.execute(statement))
    notes.add("order_line", _order_lines(connection))
    return Report(
        _count(connection, "movement"),
        _count(connection, "quant"),
        _count(connection, "dn_line"),
        notes.counts,
        notes.findings,
    )


class _Line(msgspec.Struct, frozen=True):
    ordered: int
    allocated: int
    picked: int
    packed: int
    shipped: int
    short: int
    cancelled: int


def _order_lines(connection: apsw.Connection) -> Iterable[tuple[object, ...]]:
    rows = connection.execute(
        "SELECT n.id, d.number, d.state, n.ordered, n.allocated, n.picked, n.packed, n.shipped,"
        " n.short, n.cancelled FROM dn_line n JOIN dn d ON d.id=n.dn_id"
    )
    for line_id, number, state, *quantities in rows:
        found = faults(_Line(*quantities), state)
        if found:
            yield f"{number} line {line_id}", ", ".join(found)


def _count(connection: apsw.Connection, table: str) -> int:
    rows: list[tuple[Any, ...]] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(rows[0][0])


def _rules(virtual: str) -> dict[str, str]:
    """Each statement returns (subject, detail) for what breaks the rule."""
    return {
        **_stock_rules(virtual),
        **_weight_rules(virtual),
        **_place_rules(),
        **_document_rules(),
        **_kit_rules(),
        **_unit_rules(),
    }


def _stock_rules(virtual: str) -> dict[str, str]:
    added_up = ADDED_UP.format(virtual=virtual)
    held = (
        f"SELECT {_KEY}, sum(quantity) AS quantity FROM reservation WHERE {LIVE_RESERVATION}"
        f" GROUP BY {_KEY}"
    )
    return {
        "projection": (
            f"WITH ledger AS ({added_up}) SELECT 'item ' || item_id || ' at ' || location_id,"
            " 'ledger ' || ledger || ', quants ' || quants FROM ("
            f" SELECT {_KEY}, sum(ledger) AS ledger, sum(quants) AS quants FROM ("
            f" SELECT {_KEY}, quantity AS ledger, 0 AS quants FROM ledger UNION ALL"
            f" SELECT {_KEY}, 0, quantity FROM quant) GROUP BY {_KEY}) WHERE ledger<>quants"
        ),
        "negative": (
            f"WITH ledger AS ({added_up}) SELECT 'item ' || item_id || ' at ' || location_id,"
            " quantity FROM ledger WHERE quantity<0 UNION ALL"
            " SELECT 'item ' || item_id || ' at ' || location_id, quantity FROM quant"
            " WHERE quantity<=0 OR reserved<0 OR reserved>quantity"
        ),
        "reserved": (
            f"WITH held AS ({held}) SELECT 'item ' || item_id || ' at ' || location_id,"
            " 'held ' || held || ', quants ' || quants FROM ("
            f" SELECT {_KEY}, sum(held) AS held, sum(quants) AS quants FROM ("
            f" SELECT {_KEY}, quantity AS held, 0 AS quants FROM held UNION ALL"
            f" SELECT {_KEY}, 0, reserved FROM quant) GROUP BY {_KEY}) WHERE held<>quants"
        ),
        "free": (
            "SELECT 'item ' || item_id || ' at ' || location_id, quantity || ', held ' || reserved"
            " || CASE is_free WHEN 1 THEN ', offered' ELSE ', not offered' END FROM quant"
            " WHERE is_free<>(quantity>reserved)"
        ),
        "conservation": (
            "SELECT 'item ' || item_id, 'warehouse ' || inside || ', outside ' || outside FROM ("
            " SELECT item_id, sum(inside) AS inside, sum(outside) AS outside FROM ("
            " SELECT item_id, quantity AS inside, 0 AS outside FROM quant UNION ALL"
            " SELECT item_id, 0, CASE WHEN to_location IN (" + virtual + ") THEN quantity ELSE 0"
            " END - CASE WHEN from_location IN (" + virtual + ") THEN quantity ELSE 0 END"
            " FROM movement WHERE warehouse_id=:warehouse) GROUP BY item_id)"
            " WHERE inside + outside <> 0"
        ),
    }


def _weight_rules(virtual: str) -> dict[str, str]:
    """Of goods sold by weight."""
    added_up = ADDED_UP.format(virtual=virtual)
    return {
        "weight": (
            f"WITH ledger AS ({added_up}) SELECT 'item ' || item_id || ' at ' || location_id,"
            " 'ledger ' || ledger || ' g, quants ' || quants || ' g' FROM ("
            f" SELECT {_KEY}, sum(ledger) AS ledger, sum(quants) AS quants FROM ("
            f" SELECT {_KEY}, weight_g AS ledger, 0 AS quants FROM ledger UNION ALL"
            f" SELECT {_KEY}, 0, weight_g FROM quant) GROUP BY {_KEY})"
            " WHERE ledger<>quants OR quants<0"
        ),
        "weight_conservation": (
            "SELECT 'item ' || item_id, 'warehouse ' || inside || ' g, outside ' || outside || ' g'"
            " FROM (SELECT item_id, sum(inside) AS inside, sum(outside) AS outside FROM ("
            " SELECT item_id, weight_g AS inside, 0 AS outside FROM quant UNION ALL"
            " SELECT item_id, 0, CASE WHEN to_location IN (" + virtual + ") THEN weight_g ELSE 0"
            " END - CASE WHEN from_location IN (" + virtual + ") THEN weight_g ELSE 0 END"
            " FROM movement WHERE warehouse_id=:warehouse AND weight_g IS NOT NULL)"
            " GROUP BY item_id) WHERE inside + outside <> 0"
        ),
    }


def _place_rules() -> dict[str, str]:
    """Movements and stock name what there is, and are where they may be."""
    statuses = ",".join(f"'{status}'" for status in STATUSES)
    return {
        "movement": (
            "SELECT 'movement ' || m.id, 'from ' || from_location || ' to ' || to_location"
            " FROM movement m LEFT JOIN location a ON a.id=m.from_location"
            " LEFT JOIN location b ON b.id=m.to_location LEFT JOIN item i ON i.id=m.item_id"
            " WHERE m.quantity<=0 OR a.id IS NULL OR b.id IS NULL OR i.id IS NULL OR"
            " (m.from_location=m.to_location AND m.from_unit=m.to_unit"
            " AND m.from_status=m.to_status)"
            " OR (m.entered_quantity IS NOT NULL AND (m.entered_quantity<=0"
            " OR m.quantity%m.entered_quantity<>0))"
        ),
        "quant": (
            "SELECT 'item ' || q.item_id || ' at ' || q.location_id, q.status FROM quant q"
            " LEFT JOIN location l ON l.id=q.location_id LEFT JOIN item i ON i.id=q.item_id"
            " LEFT JOIN handling_unit u ON u.id=q.unit_id"
            " WHERE l.id IS NULL OR i.id IS NULL OR l.kind='virtual'"
            f" OR q.status NOT IN ({statuses})"
            " OR (q.unit_id<>0 AND u.location_id IS NOT q.location_id)"
        ),
    }


def _document_rules() -> dict[str, str]:
    return {
        "promised": (
            "SELECT 'item ' || item_id, 'lines ' || sum(told) || ', kept ' || sum(kept) FROM ("
            " SELECT item_id, promised AS told, 0 AS kept FROM dn_line WHERE promised>0 UNION ALL"
            " SELECT item_id, 0, quantity FROM promised) GROUP BY item_id"
            " HAVING sum(told)<>sum(kept)"
        ),
        "asn_line": (
            "SELECT 'asn line ' || n.id, 'received ' || n.received || ', moved ' ||"
            " coalesce(m.quantity, 0) FROM asn_line n LEFT JOIN (SELECT line_id, sum(quantity)"
            " AS quantity FROM (SELECT line_id, CASE kind WHEN 'unreceive' THEN -quantity ELSE"
            " quantity END AS quantity FROM movement WHERE kind IN"
            " ('receive','return','unreceive')) GROUP BY line_id) m"
            " ON m.line_id=n.id"
            " WHERE n.received<>coalesce(m.quantity, 0) OR n.damaged>n.received OR n.damaged<0"
            " OR n.put_away>n.received OR n.put_away<0"
        ),
        "allocated": (
            "SELECT 'order line ' || n.id, 'line ' || n.allocated || ', reserved ' ||"
            " coalesce(r.hard, 0) || '; picked ' || n.picked || ', reserved ' ||"
            " coalesce(r.picked, 0) FROM dn_line n JOIN dn d ON d.id=n.dn_id LEFT JOIN ("
            " SELECT line_id, sum(CASE kind WHEN 'hard' THEN quantity ELSE 0 END) AS hard,"
            " sum(CASE kind WHEN 'picked' THEN quantity ELSE 0 END) AS picked FROM reservation"
            f" WHERE {LIVE_RESERVATION} GROUP BY line_id) r ON r.line_id=n.id"
            " WHERE n.allocated<>coalesce(r.hard, 0)"
            " OR n.picked-n.shipped<>coalesce(r.picked, 0)"
        ),
        "shipped": (
            "SELECT 'order line ' || n.id, 'line ' || n.shipped || ', moved ' ||"
            " coalesce(m.quantity, 0) FROM dn_line n LEFT JOIN (SELECT line_id, sum(quantity)"
            " AS quantity FROM (SELECT line_id, CASE kind WHEN 'unship' THEN -quantity ELSE"
            " quantity END AS quantity FROM movement WHERE kind IN ('ship','unship'))"
            " GROUP BY line_id) m ON m.line_id=n.id"
            " WHERE n.shipped<>coalesce(m.quantity, 0)"
        ),
        "task": (
            "SELECT 'task ' || t.id, t.state || ': ' || t.done_quantity || ' of ' || t.quantity"
            " FROM task t LEFT JOIN reservation r ON r.id=t.reservation_id"
            " WHERE t.done_quantity<0 OR t.done_quantity>t.quantity"
            " OR (t.state='done' AND t.done_quantity<>t.quantity)"
            " OR (t.state IN ('ready','leased','active'))<>(t.done_at_ms IS NULL)"
            f" OR (t.kind='pick' AND t.{OPEN_TASK} AND (r.kind<>'hard'"
            " OR r.quantity<>t.quantity-t.done_quantity))"
        ),
    }


def _kit_rules() -> dict[str, str]:
    """Kits and parts that moved are as many as were done; while an order is open it holds exactly
    what the kits still to come take."""
    moved = (
        "SELECT document_id, item_id, sum(CASE WHEN kind IN ('kit_unuse','kit_unmake')"
        " THEN -quantity ELSE quantity END) AS quantity FROM movement"
        " WHERE kind IN ('kit_use','kit_make','kit_unuse','kit_unmake')"
        " GROUP BY document_id, item_id"
    )
    held = (
        "SELECT dn_id, item_id, sum(quantity) AS quantity FROM reservation"
        f" WHERE {LIVE_RESERVATION} GROUP BY dn_id, item_id"
    )
    goods = (
        "SELECT k.*, k.item_id AS good, 1 AS each, k.kind='dekit' AS is_input FROM kit_order k"
        " UNION ALL SELECT k.*, e.value->>0, e.value->>1, k.kind='kit' FROM kit_order k,"
        " json_each(k.parts) e"
    )
    return {
        "kit_order": (
            "SELECT 'kit order ' || g.number || ' item ' || g.good, 'done ' || g.done || ', moved '"
            " || coalesce(m.quantity, 0) || ', held ' || coalesce(h.quantity, 0)"
            f" FROM ({goods}) g LEFT JOIN ({moved}) m ON m.document_id=g.id AND m.item_id=g.good"
            f" LEFT JOIN ({held}) h ON h.dn_id=g.id AND h.item_id=g.good"
            " WHERE g.done*g.each<>coalesce(m.quantity, 0) OR g.done+g.short>g.ordered"
            " OR coalesce(h.quantity, 0)<>CASE WHEN g.is_input AND g.state IN"
            " ('released','working') THEN (g.ordered-g.done-g.short)*g.each ELSE 0 END"
        ),
    }


def _unit_rules() -> dict[str, str]:
    """A unit in a unit is where that one is, at most three deep, and never in itself."""
    return {
        "nested_unit": (
            "WITH RECURSIVE tree(id, level) AS ("
            " SELECT id, 1 FROM handling_unit WHERE parent_id IS NULL UNION ALL"
            " SELECT u.id, t.level+1 FROM tree t JOIN handling_unit u ON u.parent_id=t.id"
            f" WHERE t.level<{DEPTH_MAX})"
            " SELECT 'unit ' || u.code, CASE WHEN u.location_id IS NOT p.location_id"
            " THEN 'not where ' || p.code || ' is' ELSE 'too deep' END"
            " FROM handling_unit u JOIN handling_unit p ON p.id=u.parent_id"
            " WHERE u.location_id IS NOT p.location_id OR u.id NOT IN (SELECT id FROM tree)"
        ),
    }
