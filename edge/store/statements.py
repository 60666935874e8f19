"""SQL of the decision's reads, column for column the shapes in edge/floor/reader.py."""

from edge.store.local import LIVE_RESERVATION, OPEN_TASK
from models.warehouse.naming import called, owner_of
from models.warehouse.stock import AVAILABLE, INSPECTION

_ITEM = (
    f"id, owner_id, {called('item')}, description, tracking, shelf_life_days, weight_g, status,"
    f" class_abc, length_mm*width_mm*height_mm, skill, catch_weight, {owner_of('item')}"
)
ITEM = f"SELECT {_ITEM} FROM item WHERE id=?"
ITEM_BY_CODE = f"SELECT {_ITEM} FROM item WHERE code=?"
OWNERS_BY_CODE = "SELECT id FROM owner WHERE code=? ORDER BY id"
PACK_OF_GTIN = (
    "SELECT name, quantity_base FROM item_pack WHERE gtin=? AND item_id=? AND status='active'"
    " ORDER BY quantity_base, id LIMIT 1"
)
ITEM_OF_GTIN = "SELECT DISTINCT item_id FROM item_pack WHERE gtin=? AND status='active'"
PACKS = (
    "SELECT name, quantity_base FROM item_pack WHERE item_id=? AND quantity_base>1"
    " AND status='active' ORDER BY quantity_base DESC, id"
)
PACK_ROW = "SELECT id FROM item_pack WHERE item_id=? AND name=? ORDER BY id LIMIT 1"
BARCODE = "SELECT element FROM barcode WHERE id=? AND dots<>x'' ORDER BY element"
PARTNER_BY_CODE = "SELECT id FROM partner WHERE code=? ORDER BY id LIMIT 1"

LOCATION_COLUMNS = ", ".join(
    f"l.{name}"
    for name in (
        *("id", "code", "kind", "property", "zone", "sequence", "mix", "weight_g_max", "status"),
        *("units_max", "volume_mm3_max", "item_id", "min_quantity", "max_quantity"),
        *("skill", "z_mm"),
    )
)
LOCATION = f"SELECT {LOCATION_COLUMNS} FROM location l WHERE id=? AND warehouse_id=?"
# The plus keeps SQLite from the index of the whole warehouse, whatever a code may be.
LOCATION_BY_CODE = f"SELECT {LOCATION_COLUMNS} FROM location l WHERE code=? AND +warehouse_id=?"
FIRST_LOCATION = (
    f"SELECT {LOCATION_COLUMNS} FROM location l WHERE warehouse_id=? AND kind=? AND property=?"
    " AND status='active' ORDER BY sequence, id LIMIT 1"
)
LOT = "SELECT id, item_id, code, expiry FROM lot WHERE item_id=? AND code=?"
LOT_ON_HAND = "SELECT coalesce(sum(quantity), 0) FROM quant WHERE lot_id=? AND lot_id<>0"

_UNIT = (
    "id, code, kind, state, location_id, dn_id, revision, shipment_id, zone, holder_id, parent_id"
)
UNIT_BY_CODE = f"SELECT {_UNIT} FROM handling_unit WHERE code=?"
UNITS_OF_DN = f"SELECT {_UNIT} FROM handling_unit WHERE dn_id=? ORDER BY id"
UNITS_IN = f"SELECT {_UNIT} FROM handling_unit WHERE parent_id=? ORDER BY id"
UNITS_ON = f"SELECT {_UNIT} FROM handling_unit WHERE shipment_id=? ORDER BY id"
HIGHEST_UNIT = (
    "SELECT code FROM handling_unit WHERE code BETWEEN ? AND ? ORDER BY code DESC LIMIT 1"
)

_ASN = (
    "SELECT a.id, a.owner_id, a.number, a.state, a.dock_id, p.code, a.kind, a.origin_id, a.revision"
    " FROM asn a LEFT JOIN partner p ON p.id=a.supplier_id"
)
ASN = f"{_ASN} WHERE a.id=?"
ASN_BY_NUMBER = f"{_ASN} WHERE a.number=? AND a.warehouse_id=?"
RETURNS_OF = f"{_ASN} WHERE a.origin_id=? AND a.kind='return' ORDER BY a.id"
_ASN_LINE = (
    f"SELECT n.id, n.line, n.item_id, {called('i')}, n.expected, n.received, n.damaged,"
    " n.put_away, n.lot"
    " FROM asn_line n JOIN item i ON i.id=n.item_id"
)
ASN_LINE = f"{_ASN_LINE} WHERE n.id=?"
ASN_LINES = f"{_ASN_LINE} WHERE n.asn_id=? ORDER BY n.line"
ASN_LINES_AHEAD = _ASN_LINE.replace(
    "FROM asn_line n",
    "FROM (SELECT id AS ahead FROM asn_line WHERE asn_id=?"
    " ORDER BY received>=expected, line LIMIT 50) CROSS JOIN asn_line n ON n.id=+ahead",
)
ASN_PROGRESS = "SELECT coalesce(sum(received>=expected), 0), count(*) FROM asn_line WHERE asn_id=?"
ASN_LINES_OF = f"{_ASN_LINE} WHERE n.asn_id=? AND n.item_id=? ORDER BY n.line"

_DN = (
    "SELECT id, owner_id, number, state, customer_id, priority, due_at_ms, backorder_of,"
    " created_at_ms, channel_id, shipment_id, kind, revision FROM dn"
)
DN = f"{_DN} WHERE id=?"
DNS_ON = f"{_DN} WHERE shipment_id=? AND state<>'cancelled' ORDER BY id"
DN_BY_NUMBER = f"{_DN} WHERE number=? AND warehouse_id=?"
DN_LINES = (
    f"SELECT n.id, n.line, n.item_id, {called('i')}, n.ordered, n.allocated, n.picked, n.packed,"
    " n.shipped, n.short, n.cancelled, n.delivered, n.refused, n.promised FROM dn_line n"
    " JOIN item i ON i.id=n.item_id WHERE n.dn_id=? ORDER BY n.line, n.id"
)
RESERVATIONS = (
    f"SELECT r.id, r.dn_id, r.line_id, r.item_id, {called('i')}, r.owner_id, r.location_id,"
    " r.unit_id, u.kind, r.lot_id, o.code, r.status, r.quantity, r.kind, q.received_at_ms"
    " FROM reservation r JOIN item i ON i.id=r.item_id"
    " LEFT JOIN handling_unit u ON u.id=r.unit_id LEFT JOIN lot o ON o.id=r.lot_id"
    " JOIN quant q ON q.item_id=r.item_id AND q.location_id=r.location_id AND q.unit_id=r.unit_id"
    " AND q.lot_id=r.lot_id AND q.owner_id=r.owner_id AND q.status=r.status"
    f" WHERE r.dn_id=? AND r.{LIVE_RESERVATION} ORDER BY r.id"
)

STOCK = "l.code, l.kind, l.property, l.status, l.zone, l.sequence, o.code, o.expiry, u.code"
QUANT = (
    "SELECT q.item_id, q.location_id, q.unit_id, q.lot_id, q.owner_id, q.status, q.quantity,"
    f" q.reserved, q.received_at_ms, {STOCK} FROM quant q JOIN location l ON l.id=q.location_id"
    " LEFT JOIN lot o ON o.id=q.lot_id LEFT JOIN handling_unit u ON u.id=q.unit_id"
)
_INSPECTION = f"WHERE q.status='{INSPECTION}'"
_TO_INSPECT = QUANT.replace("quant q", "quant q INDEXED BY quant_inspection{}")
_OLDEST = "ORDER BY q.received_at_ms LIMIT 50"
STOCK_TO_INSPECT = f"{_TO_INSPECT.format('')} {_INSPECTION} {_OLDEST}"
STOCK_OF_ITEM_TO_INSPECT = f"{_TO_INSPECT.format('_item')} {_INSPECTION} AND q.item_id=? {_OLDEST}"
STOCK_AT = f"{QUANT} WHERE q.location_id=? ORDER BY q.received_at_ms, q.item_id, q.lot_id"
STOCK_OF_ITEM_AT = (
    f"{QUANT} WHERE q.item_id=? AND q.location_id=? ORDER BY q.received_at_ms, q.lot_id, q.unit_id"
)
HAS_STOCK = "SELECT 1 FROM quant WHERE item_id=? LIMIT 1"
HELD = (
    "SELECT quantity, weight_g FROM quant WHERE item_id=? AND location_id=? AND unit_id=?"
    " AND lot_id=? AND owner_id=? AND status=?"
)
STOCK_IN_UNIT = f"{QUANT} WHERE q.unit_id=? AND q.unit_id<>0 ORDER BY q.item_id, q.lot_id"

# Whether others of the order are open: from the end, as work is mostly done in the sequence in
# which it was made; a column of this one statement, for each statement costs a scan some 4 µs.
PICK_TASK = (
    "SELECT t.id, t.state, t.quantity, t.done_quantity, t.to_location, t.reservation_id,"
    " d.id, d.number, d.state, d.customer_id, d.priority, d.due_at_ms, d.backorder_of,"
    " n.id, n.line, n.allocated, n.picked, n.short,"
    " (SELECT 1 FROM task o INDEXED BY task_of_document WHERE o.document_id=t.document_id"
    f" AND o.kind='pick' AND o.id<>t.id AND o.{OPEN_TASK} ORDER BY o.id DESC LIMIT 1) IS NOT NULL,"
    " e.person_id, e.until_ms, q.quantity, q.reserved, q.received_at_ms,"
    " t.item_id, t.from_location, t.unit_id, t.lot_id, t.owner_id FROM task t"
    " JOIN dn d ON d.id=t.document_id JOIN dn_line n ON n.id=t.line_id"
    " LEFT JOIN lease e ON e.task_id=t.id"
    " LEFT JOIN quant q ON q.item_id=t.item_id AND q.location_id=t.from_location"
    " AND q.unit_id=t.unit_id AND q.lot_id=t.lot_id AND q.owner_id=t.owner_id"
    f" AND q.status='{AVAILABLE}'"
    " WHERE t.id=? AND t.kind='pick'"
)
LOT_BY_ID = "SELECT id, item_id, code, expiry FROM lot WHERE id=?"
UNIT_BY_ID = f"SELECT {_UNIT} FROM handling_unit WHERE id=?"
PUTAWAY = (
    "SELECT id, kind, state, item_id, owner_id, lot_id, unit_id, coalesce(reason, 'available'),"
    " from_location, to_location, quantity, done_quantity, document_id, line_id FROM task"
)
PUTAWAY_TASK = f"{PUTAWAY} WHERE id=?"
_PUTAWAY_OF = (
    f"{PUTAWAY} INDEXED BY task_putaway_item WHERE item_id=? AND kind='putaway' AND {OPEN_TASK}{{}}"
    " ORDER BY id LIMIT 50"
)
PUTAWAY_TASKS = _PUTAWAY_OF.format("")
PUTAWAY_TASKS_OF_LOT = _PUTAWAY_OF.format(" AND lot_id=?")
OPEN_TASKS = (
    f"SELECT id, kind, state, from_location FROM task INDEXED BY task_of_document"
    f" WHERE document_id=? AND {OPEN_TASK}"
    " ORDER BY id"
)
# From the end: work is mostly done in the sequence in which it was made.
HAS_OPEN_TASK = (
    "SELECT 1 FROM task INDEXED BY task_of_document WHERE document_id=? AND kind=? AND id<>?"
    f" AND {OPEN_TASK} ORDER BY id DESC LIMIT 1"
)
