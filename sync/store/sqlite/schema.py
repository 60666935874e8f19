"""The replica's own tables, and the version of the file format."""

import apsw

from sync.core.catalogue import Catalogue, Table
from sync.store.sqlite.keys import SEQ_BITS, SEQ_MAX
from sync.store.sqlite.tables import create_sql

APPLICATION_ID = 0x486F6C64  # "Hold"
FORMAT = 4

OWN_TABLES = f"""
CREATE TABLE s_meta(key PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE s_schema(table_id NOT NULL, field NOT NULL, name NOT NULL,
  PRIMARY KEY(table_id, field)) WITHOUT ROWID;
CREATE TABLE s_scope(id INTEGER PRIMARY KEY, name NOT NULL UNIQUE, compacted NOT NULL DEFAULT 0);
CREATE TABLE s_stream(id INTEGER PRIMARY KEY, node NOT NULL, epoch NOT NULL, scope NOT NULL,
  frozen NOT NULL DEFAULT '', UNIQUE(node, epoch, scope));
CREATE TABLE s_log(id INTEGER PRIMARY KEY, hlc NOT NULL, hash NOT NULL, moved, body,
  stream AS (id>>{SEQ_BITS}), seq AS (id&{SEQ_MAX}));
CREATE TABLE s_seal(stream NOT NULL, seq NOT NULL, signature NOT NULL,
  PRIMARY KEY(stream, seq)) WITHOUT ROWID;
CREATE TABLE s_receipt(stream NOT NULL, first NOT NULL, judge NOT NULL, position NOT NULL,
  PRIMARY KEY(stream, first)) WITHOUT ROWID;
CREATE TABLE s_tomb(table_id NOT NULL, pk NOT NULL, clocks NOT NULL, _s NOT NULL,
  PRIMARY KEY(table_id, pk)) WITHOUT ROWID;
CREATE TABLE s_digest(scope NOT NULL, table_id NOT NULL, sums NOT NULL,
  PRIMARY KEY(scope, table_id)) WITHOUT ROWID;
CREATE TABLE s_withheld(stream NOT NULL, seq NOT NULL, code NOT NULL,
  PRIMARY KEY(stream, seq)) WITHOUT ROWID;
CREATE TABLE s_quar(id INTEGER PRIMARY KEY, node NOT NULL, epoch NOT NULL, scope NOT NULL,
  seq NOT NULL, code NOT NULL, detail NOT NULL, at_ms NOT NULL, evidence,
  UNIQUE(node, epoch, scope, seq, code));
CREATE TABLE s_loser(table_id NOT NULL, pk NOT NULL, field NOT NULL, stamp NOT NULL, value,
  winner NOT NULL, _s NOT NULL, PRIMARY KEY(table_id, pk, field, stamp)) WITHOUT ROWID;
CREATE TABLE s_member(node INTEGER PRIMARY KEY, number NOT NULL, public_key NOT NULL,
  role NOT NULL, scopes NOT NULL);
"""
"""s_log.moved: digests moved by the commit that ends here and is not in s_digest yet (sums.py).
s_withheld: records whose effects a judge refused, as learned from s_verdict entries.
"""


def create_tables(connection: apsw.Connection, catalogue: Catalogue) -> None:
    """All tables of a new replica."""
    connection.execute(OWN_TABLES)
    for table in catalogue.tables:
        for statement in create_sql(table):
            connection.execute(statement)
        write_columns(connection, table)


def write_columns(connection: apsw.Connection, table: Table) -> None:
    """Which fields the columns of a table stand for; one row even for a table without fields."""
    connection.execute("DELETE FROM s_schema WHERE table_id=?", (table.id,))
    rows: list[tuple[int, int, str]] = [(table.id, 0, "id")]
    rows += [(table.id, field.id, field.name) for field in table.fields]
    connection.executemany("INSERT INTO s_schema VALUES(?,?,?)", rows)
