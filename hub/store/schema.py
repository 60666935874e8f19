"""Tables of this hub alone: never replicated, made again on a new hub.

Stock is projected per location, because whether a piece is available depends on where it lies. It
is the sum of site_quant and site_quant_fresh, the changes that were not carried over yet;
site_stock shows a quant that is in both as two rows.
"""

LOCAL_VERSION = 1

OPEN_LINE = "shipped + found <> received + lost"
"""A line of a transfer of which something is in transit."""

LOCAL_DDL = f"""
CREATE TABLE IF NOT EXISTS hub_setting (
    name TEXT PRIMARY KEY, value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS site_quant (
    item_id INTEGER NOT NULL, warehouse_id INTEGER NOT NULL, location_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, status TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (item_id, warehouse_id, location_id, lot_id, owner_id, status)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS site_quant_zero ON site_quant (quantity) WHERE quantity = 0;
DROP INDEX IF EXISTS site_quant_place;
CREATE TABLE IF NOT EXISTS site_quant_fresh (
    item_id INTEGER NOT NULL, warehouse_id INTEGER NOT NULL, location_id INTEGER NOT NULL,
    lot_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, status TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (item_id, warehouse_id, location_id, lot_id, owner_id, status)
) WITHOUT ROWID, STRICT;
CREATE VIEW IF NOT EXISTS site_stock AS
    SELECT * FROM site_quant UNION ALL SELECT * FROM site_quant_fresh;
CREATE TABLE IF NOT EXISTS site_unplaced (
    warehouse_id INTEGER NOT NULL, location_id INTEGER NOT NULL,
    PRIMARY KEY (warehouse_id, location_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS site_total (
    warehouse_id INTEGER PRIMARY KEY, on_hand INTEGER NOT NULL, in_transit INTEGER NOT NULL,
    movements INTEGER NOT NULL, moved_at_ms INTEGER NOT NULL, unplaced INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS hub_node (
    node INTEGER PRIMARY KEY, number INTEGER NOT NULL, warehouse_id INTEGER NOT NULL,
    name TEXT NOT NULL, enrolled_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER,
    revoked_by TEXT
);
CREATE INDEX IF NOT EXISTS hub_node_site ON hub_node (warehouse_id);

CREATE TABLE IF NOT EXISTS hub_enrolment (
    selector TEXT PRIMARY KEY, secret_hash BLOB NOT NULL, warehouse_id INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, node INTEGER, public_key BLOB
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS hub_peer (
    node INTEGER PRIMARY KEY, name TEXT NOT NULL, number_first INTEGER NOT NULL,
    number_last INTEGER NOT NULL, introduced_at_ms INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS hub_freshness (
    warehouse_id INTEGER PRIMARY KEY, heard_ms INTEGER NOT NULL, applied_ms INTEGER,
    known_ms INTEGER, newest_ms INTEGER, skew_ms INTEGER
);

CREATE TABLE IF NOT EXISTS hub_refusal (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, node INTEGER NOT NULL, warehouse_id INTEGER,
    code TEXT NOT NULL, detail TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX IF NOT EXISTS hub_refusal_once ON hub_refusal (node, code, detail);

CREATE TABLE IF NOT EXISTS hub_conflict (
    id INTEGER PRIMARY KEY AUTOINCREMENT, table_id, pk, field, value, stamp BLOB, winner BLOB,
    resolved_at_ms INTEGER, resolved_by TEXT, taken TEXT,
    UNIQUE (table_id, pk, field, stamp)
);
CREATE INDEX IF NOT EXISTS hub_conflict_open ON hub_conflict (id) WHERE resolved_at_ms IS NULL;
CREATE INDEX IF NOT EXISTS hub_command_site ON site_command (warehouse_id, sent_at_ms);
CREATE INDEX IF NOT EXISTS hub_barcode_element ON barcode (element);
CREATE TRIGGER IF NOT EXISTS hub_loser AFTER INSERT ON s_loser BEGIN
    INSERT OR IGNORE INTO hub_conflict (table_id, pk, field, value, stamp, winner)
    VALUES (new.table_id, new.pk, new.field, new.value, new.stamp, new.winner);
END;

CREATE TABLE IF NOT EXISTS hub_transfer_waiting (
    transfer_id INTEGER PRIMARY KEY, warehouse_id INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS hub_transfer_waiting_site ON hub_transfer_waiting (warehouse_id);
CREATE TRIGGER IF NOT EXISTS hub_transfer_new AFTER INSERT ON transfer
WHEN coalesce(new.word, 0) > 0 BEGIN
    INSERT OR REPLACE INTO hub_transfer_waiting VALUES (new.id,
        CASE new.half WHEN 'out' THEN new.to_warehouse_id ELSE new.from_warehouse_id END);
END;
CREATE TRIGGER IF NOT EXISTS hub_transfer_word AFTER UPDATE OF word ON transfer
WHEN new.word IS NOT old.word BEGIN
    INSERT OR REPLACE INTO hub_transfer_waiting VALUES (new.id,
        CASE new.half WHEN 'out' THEN new.to_warehouse_id ELSE new.from_warehouse_id END);
END;
CREATE INDEX IF NOT EXISTS hub_movement_shipped ON movement (document_id)
    WHERE kind IN ('ship', 'unship');
CREATE INDEX IF NOT EXISTS hub_transfer_recent ON transfer (created_at_ms);
CREATE INDEX IF NOT EXISTS hub_transfer_open ON transfer (half, created_at_ms)
    WHERE state NOT IN ('received', 'cancelled');
CREATE INDEX IF NOT EXISTS hub_transfer_state ON transfer (state, created_at_ms);
CREATE INDEX IF NOT EXISTS hub_transfer_line_open ON transfer_line (transfer_id)
    WHERE {OPEN_LINE};

CREATE TABLE IF NOT EXISTS hub_user (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, password_hash TEXT NOT NULL,
    role TEXT NOT NULL, language TEXT NOT NULL DEFAULT 'en', created_at_ms INTEGER NOT NULL,
    disabled_at_ms INTEGER
);
CREATE TABLE IF NOT EXISTS hub_session (
    token_hash BLOB PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES hub_user (id),
    created_at_ms INTEGER NOT NULL, ends_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hub_api_key (
    token_hash BLOB PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL, created_at_ms INTEGER NOT NULL, created_by TEXT NOT NULL,
    revoked_at_ms INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hub_key_scope (
    key_id INTEGER PRIMARY KEY REFERENCES hub_api_key (id), permissions TEXT, expires_at_ms INTEGER
);
CREATE TABLE IF NOT EXISTS hub_audit (
    seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, act TEXT NOT NULL, who_id INTEGER NOT NULL,
    who TEXT NOT NULL, address TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS hub_audit_act ON hub_audit (act, seq);

CREATE INDEX IF NOT EXISTS hub_dn_open ON dn (warehouse_id, due_at_ms)
    WHERE state NOT IN ('shipped', 'delivered', 'cancelled', 'draft');
CREATE INDEX IF NOT EXISTS hub_dn_shipped ON dn (warehouse_id, shipped_at_ms)
    WHERE shipped_at_ms IS NOT NULL;
CREATE INDEX IF NOT EXISTS hub_dn_recent ON dn (created_at_ms);
CREATE INDEX IF NOT EXISTS hub_dn_state ON dn (state, created_at_ms);
CREATE INDEX IF NOT EXISTS hub_reservation_live
    ON reservation (item_id, warehouse_id, kind, quantity)
    WHERE kind IN ('hard', 'picked');
CREATE INDEX IF NOT EXISTS hub_exception_open ON exception (warehouse_id) WHERE state = 'open';
"""
"""Indexes of dn hold its id last, so they serve the pages of the order list.
`hub_loser`: the hub sees a lost value when it merges; the winner's author publishes it (s_conflict)
when it learns of it, perhaps days later. Both tell of the same conflict once.
`hub_key_scope`: what narrows an API key. permissions: a JSON list; NULL = all of its role.
`hub_audit`: see hub/store/audit.py.
`hub_transfer_waiting`: halves of transfers whose last word was not carried to the other yet."""
