"""Tables of this site alone: they never replicate. The quants can be computed anew from the ledger.

Conditions must be written in queries as here, or SQLite does not use the partial indexes.
"""

OPEN_TASK = "done_at_ms IS NULL"
"""A task that is done, short or cancelled has its time; an IN list would cost 15 µs a query."""
LIVE_RESERVATION = "kind<>'gone'"
OPEN_ASN = "state IN ('announced', 'arrived', 'receiving')"
OPEN_COUNT = "state IN ('requested', 'counting')"

LOCAL_DDL = f"""
CREATE TABLE quant(
  item_id INTEGER NOT NULL, location_id INTEGER NOT NULL, unit_id INTEGER NOT NULL,
  lot_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, status TEXT NOT NULL,
  quantity INTEGER NOT NULL, reserved INTEGER NOT NULL DEFAULT 0, received_at_ms INTEGER NOT NULL,
  PRIMARY KEY(item_id, location_id, unit_id, lot_id, owner_id, status),
  CHECK(0 <= reserved AND reserved <= quantity)
) WITHOUT ROWID;
CREATE INDEX quant_location ON quant(location_id, item_id);
CREATE INDEX quant_unit ON quant(unit_id) WHERE unit_id <> 0;
CREATE INDEX quant_lot ON quant(lot_id) WHERE lot_id <> 0;

CREATE TABLE stored_reply(
  command_id TEXT PRIMARY KEY, body_hash BLOB NOT NULL, reply BLOB NOT NULL, at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE ordered(
  command_id TEXT PRIMARY KEY, body TEXT NOT NULL, sent_by TEXT NOT NULL
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

CREATE INDEX task_of_document ON task(document_id, kind) WHERE {OPEN_TASK};
CREATE INDEX task_putaway_item ON task(item_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_unit ON task(unit_id) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_source ON task(from_location) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX task_putaway_target ON task(to_location) WHERE kind='putaway' AND {OPEN_TASK};
CREATE INDEX reservation_of_dn ON reservation(dn_id) WHERE {LIVE_RESERVATION};
CREATE INDEX barcode_element ON barcode(element);
CREATE INDEX asn_open ON asn(expected_on) WHERE {OPEN_ASN};
CREATE INDEX count_open ON "count"(id) WHERE {OPEN_COUNT};
CREATE INDEX count_open_location ON "count"(location_id) WHERE {OPEN_COUNT};
CREATE INDEX location_by_kind ON location(warehouse_id, kind, property, sequence);
"""
