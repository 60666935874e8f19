"""Tables of this site alone: they never replicate. The quants can be computed anew from the ledger.

Conditions must be written in queries as here, or SQLite does not use the partial indexes. An update
writes a page of every index whose columns or condition it names, even where the entry stays the
same; so conditions name what a scan sets only where an index would else grow with the years.
"""

from edge.store.outlooks import OUTLOOKS_DDL
from edge.store.robots_ddl import ROBOTS_DDL
from edge.store.spool import SPOOL_DDL
from models.warehouse.stock import LAST_EXPIRY

OPEN_TASK = "done_at_ms IS NULL"
"""A task that is done, short or cancelled has its time; an IN list would cost 15 µs a query."""
TASK_TURN = "priority DESC, coalesce(deadline_ms, 9223372036854775807), id"
"""The sequence of the one queue; a task without a deadline comes after those with one."""
DUE = "coalesce(due_at_ms, 9223372036854775807)"
"""An order without a due time comes after those with one."""
FREE_STOCK = "status='available' AND is_free=1"
"""is_free: whether quantity>reserved. A pick changes both figures and seldom this, so its quant
costs the page of one index less."""
LIVE_RESERVATION = "kind<>'gone'"
SHORT_ORDER = "(state='short' OR state='confirmed' AND backorder_of IS NOT NULL)"
"""Orders that were released before and wait for stock."""
IN_PROGRESS = "state IN ('released', 'allocated', 'picking', 'picked', 'packing')"
"""Orders that are released and not packed yet."""
WAITING_ORDER = "state IN ('confirmed', 'short')"
ORDER_IN_WORK = "state IN ('allocated', 'picking', 'picked', 'packing', 'packed')"
"""Orders somebody picks, packs or stages, or could."""
OPEN_LINE = "ordered>allocated+picked+short+cancelled"
PROMISED_LINE = "promised>0"
OPEN_ASN = "state IN ('announced', 'arrived', 'receiving')"
OPEN_SHIPMENT = "state IN ('planned', 'loading')"
TOTE_WAITS = "zone IS NOT NULL AND holder_id IS NULL"
"""Totes that stand at a hand-over place."""
TOTE_IN_HAND = "holder_id IS NOT NULL"
OPEN_KIT_ORDER = "state IN ('draft', 'released', 'working')"
PICK_FACE = "item_id>0 AND max_quantity>0 AND status='active'"
OPEN_COUNT = "state IN ('requested', 'counting')"

AT_BORDER = "kind IN ('receive', 'return', 'scrap', 'unreceive', 'ship', 'unship')"
"""Movements of a document into the warehouse and out of it."""
OF_KITS = "kind IN ('kit_make', 'kit_use', 'kit_unmake', 'kit_unuse')"
"""Movements of goods into kits and of what came of it."""

PROMISED_DDL = f"""
CREATE TABLE IF NOT EXISTS promised(item_id INTEGER PRIMARY KEY, quantity INTEGER NOT NULL);
INSERT OR IGNORE INTO promised SELECT item_id, sum(promised) FROM dn_line WHERE {PROMISED_LINE}
  AND item_id IS NOT NULL GROUP BY item_id;
CREATE TRIGGER IF NOT EXISTS promise_made AFTER INSERT ON dn_line
WHEN new.promised>0 AND new.item_id IS NOT NULL BEGIN
  INSERT INTO promised VALUES(new.item_id, new.promised)
    ON CONFLICT DO UPDATE SET quantity=quantity+excluded.quantity;
END;
CREATE TRIGGER IF NOT EXISTS promise_changed AFTER UPDATE OF promised, item_id ON dn_line
WHEN old.promised IS NOT new.promised OR old.item_id IS NOT new.item_id BEGIN
  UPDATE promised SET quantity=quantity-max(old.promised, 0) WHERE item_id=old.item_id;
  INSERT INTO promised SELECT new.item_id, new.promised
    WHERE new.promised>0 AND new.item_id IS NOT NULL
    ON CONFLICT DO UPDATE SET quantity=quantity+excluded.quantity;
END;
CREATE TRIGGER IF NOT EXISTS promise_gone AFTER DELETE ON dn_line WHEN old.promised>0 BEGIN
  UPDATE promised SET quantity=quantity-old.promised WHERE item_id=old.item_id;
END;
"""
"""What is promised of each item over all orders, kept as lines change: whoever takes an order asks
for it, and a sum would grow with the orders that are open."""

WALKS_DDL = """
CREATE TABLE IF NOT EXISTS walk_mate(
  dn_id INTEGER PRIMARY KEY, batch INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS walk_mate_batch ON walk_mate(batch);
"""
"""Which orders are best picked in one walk, as last planned; a hint, judged anew at each claim."""

NEW_COLUMNS_DDL = """
CREATE INDEX IF NOT EXISTS unit_that_left ON handling_unit(left_in) WHERE left_in IS NOT NULL;
"""
"""Indexes on columns that came after the first sites were made: only once the columns are there."""

LOCAL_DDL = f"""
CREATE TABLE IF NOT EXISTS quant(
  item_id INTEGER NOT NULL, location_id INTEGER NOT NULL, unit_id INTEGER NOT NULL,
  lot_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, status TEXT NOT NULL,
  quantity INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0, received_at_ms INTEGER NOT NULL,
  expiry TEXT NOT NULL DEFAULT '{LAST_EXPIRY}', is_free INTEGER NOT NULL,
  weight_g INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(item_id, location_id, unit_id, lot_id, owner_id, status),
  CHECK(0 <= reserved AND reserved <= quantity)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS quant_take ON quant(
  item_id, expiry, received_at_ms, location_id, unit_id, lot_id, owner_id
) WHERE {FREE_STOCK};
CREATE TRIGGER IF NOT EXISTS quant_free AFTER UPDATE OF quantity, reserved ON quant
WHEN new.is_free<>(new.quantity>new.reserved) BEGIN
  UPDATE quant SET is_free=(quantity>reserved) WHERE item_id=new.item_id
    AND location_id=new.location_id AND unit_id=new.unit_id AND lot_id=new.lot_id
    AND owner_id=new.owner_id AND status=new.status;
END;
CREATE TRIGGER IF NOT EXISTS lot_new AFTER INSERT ON lot WHEN new.expiry IS NOT NULL BEGIN
  UPDATE quant SET expiry=new.expiry WHERE lot_id=new.id AND lot_id<>0;
END;
CREATE TRIGGER IF NOT EXISTS lot_expiry AFTER UPDATE OF expiry ON lot BEGIN
  UPDATE quant SET expiry=coalesce(new.expiry, '{LAST_EXPIRY}') WHERE lot_id=new.id AND lot_id<>0;
END;
CREATE INDEX IF NOT EXISTS quant_location ON quant(location_id, item_id);
CREATE INDEX IF NOT EXISTS quant_unit ON quant(unit_id) WHERE unit_id <> 0;
CREATE INDEX IF NOT EXISTS quant_inspection ON quant(received_at_ms) WHERE status='inspection';
CREATE INDEX IF NOT EXISTS quant_inspection_item ON quant(item_id, received_at_ms)
  WHERE status='inspection';
CREATE INDEX IF NOT EXISTS quant_lot ON quant(lot_id) WHERE lot_id <> 0;

CREATE TABLE IF NOT EXISTS stored_reply(
  command_id TEXT PRIMARY KEY, body_hash BLOB NOT NULL, reply BLOB NOT NULL, at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS ordered(
  command_id TEXT PRIMARY KEY, body TEXT NOT NULL, sent_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blob(
  hash TEXT PRIMARY KEY, kind TEXT NOT NULL, bytes INTEGER NOT NULL, at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS lease(
  task_id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, device_id INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS lease_of_person ON lease(person_id, until_ms);
CREATE TABLE IF NOT EXISTS conversation(
  person_id INTEGER PRIMARY KEY, body BLOB NOT NULL, at_ms INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS device(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, token_hash BLOB NOT NULL UNIQUE,
  enrolled_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
);
CREATE TABLE IF NOT EXISTS enrolment(
  code_hash BLOB PRIMARY KEY, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session(
  token_hash BLOB PRIMARY KEY, device_id INTEGER NOT NULL, person_id INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL, seen_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_device ON session(device_id);
CREATE TABLE IF NOT EXISTS api_key(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
);

CREATE INDEX IF NOT EXISTS task_of_document ON task(document_id, kind);
CREATE INDEX IF NOT EXISTS task_putaway_item ON task(item_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_putaway_unit ON task(unit_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_putaway_source ON task(from_location, priority DESC, id)
  WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_putaway_target ON task(to_location)
  WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_replenish_target ON task(to_location)
  WHERE kind='replenish' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_replenish_item ON task(item_id)
  WHERE kind='replenish' AND {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_queue ON task(kind, skill, {TASK_TURN}) WHERE {OPEN_TASK};
CREATE INDEX IF NOT EXISTS task_queue_zone ON task(kind, zone, skill, {TASK_TURN})
  WHERE {OPEN_TASK};
CREATE INDEX IF NOT EXISTS reservation_of_dn ON reservation(dn_id);
CREATE INDEX IF NOT EXISTS barcode_element ON barcode(element);
CREATE INDEX IF NOT EXISTS dn_line_promised ON dn_line(item_id, dn_id, promised)
  WHERE {PROMISED_LINE};
CREATE INDEX IF NOT EXISTS dn_in_progress ON dn(channel_id) WHERE {IN_PROGRESS};
CREATE INDEX IF NOT EXISTS dn_waiting ON dn(channel_id, priority DESC, {DUE}, id)
  WHERE {WAITING_ORDER};
CREATE INDEX IF NOT EXISTS dn_short ON dn(priority DESC, {DUE}, id) WHERE {SHORT_ORDER};
CREATE INDEX IF NOT EXISTS dn_in_turn ON dn(state, priority DESC, {DUE}, id) WHERE {ORDER_IN_WORK};
CREATE INDEX IF NOT EXISTS dn_line_open ON dn_line(item_id, dn_id) WHERE {OPEN_LINE};
CREATE INDEX IF NOT EXISTS asn_open ON asn(state='announced', expected_on, id) WHERE {OPEN_ASN};
CREATE INDEX IF NOT EXISTS count_open ON "count"(id) WHERE {OPEN_COUNT};
CREATE INDEX IF NOT EXISTS count_open_location ON "count"(location_id) WHERE {OPEN_COUNT};
CREATE INDEX IF NOT EXISTS unit_of_zone ON handling_unit(zone, id) WHERE {TOTE_WAITS};
CREATE INDEX IF NOT EXISTS unit_in_hand ON handling_unit(holder_id, id) WHERE {TOTE_IN_HAND};
CREATE INDEX IF NOT EXISTS unit_of_unit ON handling_unit(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS unit_of_shipment ON handling_unit(shipment_id)
  WHERE shipment_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS dn_of_shipment ON dn(shipment_id) WHERE shipment_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS shipment_open ON shipment(leaves_at_ms IS NULL, leaves_at_ms, id)
  WHERE {OPEN_SHIPMENT};
CREATE INDEX IF NOT EXISTS kit_order_open ON kit_order(kind, id) WHERE {OPEN_KIT_ORDER};
CREATE INDEX IF NOT EXISTS movement_at_border ON movement(document_id) WHERE {AT_BORDER};
CREATE INDEX IF NOT EXISTS movement_of_kits ON movement(document_id) WHERE {OF_KITS};
CREATE INDEX IF NOT EXISTS kit_order_of_item ON kit_order(item_id) WHERE {OPEN_KIT_ORDER};
CREATE INDEX IF NOT EXISTS location_by_kind ON location(warehouse_id, kind, property, sequence, id);
CREATE INDEX IF NOT EXISTS location_face ON location(sequence, id) WHERE {PICK_FACE};
CREATE INDEX IF NOT EXISTS location_by_zone ON location(zone, kind, property, sequence, id)
  WHERE zone IS NOT NULL;
{PROMISED_DDL}{SPOOL_DDL}{WALKS_DDL}{ROBOTS_DDL}{OUTLOOKS_DDL}"""
