"""Tables of this site alone: they never replicate. The quants can be computed anew from the ledger.

Conditions must be written in queries as here, or SQLite does not use the partial indexes. An update
writes a page of every index whose columns or condition it names, even where the entry stays the
same; so conditions name what a scan sets only where an index would else grow with the years.
"""

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
OPEN_COUNT = "state IN ('requested', 'counting')"

AT_BORDER = "kind IN ('receive', 'return', 'scrap', 'unreceive', 'ship', 'unship')"
"""Movements of a document into the warehouse and out of it."""
OF_KITS = "kind IN ('kit_make', 'kit_use', 'kit_unmake', 'kit_unuse')"
"""Movements of goods into kits and of what came of it."""

LOCAL_DDL = f"""
CREATE TABLE quant(
  item_id INTEGER NOT NULL, location_id INTEGER NOT NULL, unit_id INTEGER NOT NULL,
  lot_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, status TEXT NOT NULL,
  quantity INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0, received_at_ms INTEGER NOT NULL,
  expiry TEXT NOT NULL DEFAULT '{LAST_EXPIRY}', is_free INTEGER NOT NULL,
  weight_g INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(item_id, location_id, unit_id, lot_id, owner_id, status),
  CHECK(0 <= reserved AND reserved <= quantity)
) WITHOUT ROWID;
CREATE INDEX quant_take ON quant(
  item_id, expiry, received_at_ms, location_id, unit_id, lot_id, owner_id
) WHERE {FREE_STOCK};
CREATE TRIGGER quant_free AFTER UPDATE OF quantity, reserved ON quant
WHEN new.is_free<>(new.quantity>new.reserved) BEGIN
  UPDATE quant SET is_free=(quantity>reserved) WHERE item_id=new.item_id
    AND location_id=new.location_id AND unit_id=new.unit_id AND lot_id=new.lot_id
    AND owner_id=new.owner_id AND status=new.status;
END;
CREATE TRIGGER lot_new AFTER INSERT ON lot WHEN new.expiry IS NOT NULL BEGIN
  UPDATE quant SET expiry=new.expiry WHERE lot_id=new.id AND lot_id<>0;
END;
CREATE TRIGGER lot_expiry AFTER UPDATE OF expiry ON lot BEGIN
  UPDATE quant SET expiry=coalesce(new.expiry, '{LAST_EXPIRY}') WHERE lot_id=new.id AND lot_id<>0;
END;
CREATE INDEX quant_location ON quant(location_id, item_id);
CREATE INDEX quant_unit ON quant(unit_id) WHERE unit_id <> 0;
CREATE INDEX quant_inspection ON quant(received_at_ms) WHERE status='inspection';
CREATE INDEX quant_inspection_item ON quant(item_id, received_at_ms) WHERE status='inspection';
CREATE INDEX quant_lot ON quant(lot_id) WHERE lot_id <> 0;

CREATE TABLE stored_reply(
  command_id TEXT PRIMARY KEY, body_hash BLOB NOT NULL, reply BLOB NOT NULL, at_ms INTEGER NOT NULL
);
CREATE TABLE ordered(
  command_id TEXT PRIMARY KEY, body TEXT NOT NULL, sent_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE blob(
  hash TEXT PRIMARY KEY, kind TEXT NOT NULL, bytes INTEGER NOT NULL, at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE setting(name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE lease(
  task_id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, device_id INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
);
CREATE INDEX lease_person ON lease(person_id);
CREATE TABLE conversation(
  person_id INTEGER PRIMARY KEY, body BLOB NOT NULL, at_ms INTEGER NOT NULL
);

CREATE TABLE device(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, token_hash BLOB NOT NULL UNIQUE,
  enrolled_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
);
CREATE TABLE enrolment(
  code_hash BLOB PRIMARY KEY, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE session(
  token_hash BLOB PRIMARY KEY, device_id INTEGER NOT NULL, person_id INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL, seen_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_device ON session(device_id);
CREATE TABLE api_key(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER
);

CREATE INDEX task_of_document ON task(document_id, kind);
CREATE INDEX task_putaway_item ON task(item_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_unit ON task(unit_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_source ON task(from_location, priority DESC, id)
  WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_target ON task(to_location) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_replenish_target ON task(to_location) WHERE kind='replenish' AND {OPEN_TASK};
CREATE INDEX task_replenish_item ON task(item_id) WHERE kind='replenish' AND {OPEN_TASK};
CREATE INDEX task_queue ON task(kind, skill, {TASK_TURN}) WHERE {OPEN_TASK};
CREATE INDEX task_queue_zone ON task(kind, zone, skill, {TASK_TURN}) WHERE {OPEN_TASK};
CREATE INDEX reservation_of_dn ON reservation(dn_id);
CREATE INDEX barcode_element ON barcode(element);
CREATE INDEX dn_line_promised ON dn_line(item_id, dn_id, promised) WHERE {PROMISED_LINE};
CREATE INDEX dn_in_progress ON dn(channel_id) WHERE {IN_PROGRESS};
CREATE INDEX dn_waiting ON dn(channel_id, priority DESC, {DUE}, id) WHERE {WAITING_ORDER};
CREATE INDEX dn_short ON dn(priority DESC, {DUE}, id) WHERE {SHORT_ORDER};
CREATE INDEX dn_in_turn ON dn(state, priority DESC, {DUE}, id) WHERE {ORDER_IN_WORK};
CREATE INDEX dn_line_open ON dn_line(item_id, dn_id) WHERE {OPEN_LINE};
CREATE INDEX asn_open ON asn(state='announced', expected_on, id) WHERE {OPEN_ASN};
CREATE INDEX count_open ON "count"(id) WHERE {OPEN_COUNT};
CREATE INDEX count_open_location ON "count"(location_id) WHERE {OPEN_COUNT};
CREATE INDEX unit_of_zone ON handling_unit(zone, id) WHERE {TOTE_WAITS};
CREATE INDEX unit_in_hand ON handling_unit(holder_id, id) WHERE {TOTE_IN_HAND};
CREATE INDEX unit_of_unit ON handling_unit(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX unit_of_shipment ON handling_unit(shipment_id) WHERE shipment_id IS NOT NULL;
CREATE INDEX dn_of_shipment ON dn(shipment_id) WHERE shipment_id IS NOT NULL;
CREATE INDEX shipment_open ON shipment(leaves_at_ms IS NULL, leaves_at_ms, id)
  WHERE {OPEN_SHIPMENT};
CREATE INDEX kit_order_open ON kit_order(kind, id) WHERE {OPEN_KIT_ORDER};
CREATE INDEX movement_at_border ON movement(document_id) WHERE {AT_BORDER};
CREATE INDEX movement_of_kits ON movement(document_id) WHERE {OF_KITS};
CREATE INDEX kit_order_of_item ON kit_order(item_id) WHERE {OPEN_KIT_ORDER};
CREATE INDEX location_by_kind ON location(warehouse_id, kind, property, sequence, id);
CREATE INDEX location_by_zone ON location(zone, kind, property, sequence, id)
  WHERE zone IS NOT NULL;
{SPOOL_DDL}"""
