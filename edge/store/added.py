"""Tables of this site alone that came after the first sites were made: made at each opening."""

from edge.store.local import OF_KITS, PICK_FACE, PROMISED_DDL, WALKS_DDL

PEOPLE_DDL = """
CREATE TABLE IF NOT EXISTS key_scope(
  key_id INTEGER PRIMARY KEY, permissions TEXT, expires_at_ms INTEGER, partner_id INTEGER,
  owner_id INTEGER
);
CREATE TABLE IF NOT EXISTS audit(
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, act TEXT NOT NULL, person_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL, key_id INTEGER NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  hash BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS audit_of_person ON audit(person_id, seq);
"""
"""key_scope: what narrows an API key. permissions: a JSON list; NULL = all of its role. audit: see
edge/store/audit.py."""

WEBHOOK_DDL = """
CREATE TABLE IF NOT EXISTS webhook(
  id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, kinds TEXT NOT NULL,
  is_on INTEGER NOT NULL, heads TEXT NOT NULL, note TEXT NOT NULL, dropped INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS webhook_letter(
  id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id INTEGER NOT NULL, fact TEXT NOT NULL,
  kind TEXT NOT NULL, body BLOB NOT NULL, at_ms INTEGER NOT NULL, error TEXT NOT NULL,
  again INTEGER NOT NULL, UNIQUE(webhook_id, fact)
);
"""
"""heads: how far a subscription was told, as edge/feed/cursor.py writes it. webhook_letter: what
could not be delivered; again: it is to be sent once more."""

FORESIGHT_DDL = """
CREATE TABLE IF NOT EXISTS shadow_forecast(
  origin TEXT NOT NULL, model TEXT NOT NULL, body BLOB NOT NULL, UNIQUE(origin, model)
);
"""
"""What models said at night; see edge/foresight/shadow.py."""

ADDED_DDL = f"""
DROP INDEX IF EXISTS lease_person;
CREATE INDEX IF NOT EXISTS movement_of_kits ON movement(document_id) WHERE {OF_KITS};
CREATE INDEX IF NOT EXISTS location_face ON location(sequence, id) WHERE {PICK_FACE};
{PROMISED_DDL}{PEOPLE_DDL}{WEBHOOK_DDL}{WALKS_DDL}{FORESIGHT_DDL}"""
"""What sites made before have not."""
