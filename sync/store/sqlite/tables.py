"""SQL text for the tables of a catalogue, made once.

Columns have no declared type (but the key), so SQLite keeps every value as it came: affinity would
turn '12' into 12 on one replica and not on the next.
"""

from collections.abc import Iterator

from sync.core.catalogue import Kind, Merge, Table, Value

_OWN_COLUMNS = {
    Merge.ROWS: ("_v", "_x", "_s"),
    Merge.OWNED: ("_v", "_x", "_s"),
    Merge.LEDGER: ("_x", "_s"),
}

BULK_VALUES = 100  # bound by one statement of a bulk insert; more gains nothing (measured)


def quoted(name: str) -> str:
    """An identifier; names come from the catalogue in code."""
    assert '"' not in name
    return f'"{name}"'


class TableSql:
    """Statements for one table.

    ROWS, OWNED: id, fields, _v clocks, _x unknown fields, _s scope
    LEDGER: id = stream 16 | seq 34 | index 13 bits (local, never leaves the node), fields, _x, _s
    SET: id, element, dots, gone, _s · ESCROW: id, rights, _s
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.name = quoted(table.name)
        self.fields = [quoted(name) for name in table.names]
        self.width = len(self.fields)
        self.bulk_rows = max(1, BULK_VALUES // (1 + self.width))
        self.names = table.names
        self.places = {name: place for place, name in enumerate(table.names)}
        self.defaults = {field.name: field.default for field in table.fields}
        rule = table.state
        self.state_field = self.places[rule.field] + 1 if rule is not None else 0
        self._updates: dict[bytes, str] = {}
        self._bulk: dict[int, str] = {}
        self._masked: dict[tuple[bool, ...], str] = {}
        if table.merge is Merge.SET:
            self.select = f"SELECT dots, gone FROM {self.name} WHERE id=? AND element=? AND _s=?"
            self.upsert = (
                f"INSERT INTO {self.name}(id, element, dots, gone, _s) VALUES(?,?,?,?,?)"
                " ON CONFLICT DO UPDATE SET dots=excluded.dots, gone=excluded.gone"
            )
            return
        if table.merge is Merge.ESCROW:
            self.select = f"SELECT rights FROM {self.name} WHERE id=? AND _s=?"
            self.upsert = (
                f"INSERT INTO {self.name}(id, rights, _s) VALUES(?,?,?)"
                " ON CONFLICT DO UPDATE SET rights=excluded.rights"
            )
            return
        columns = [*self.fields, *_OWN_COLUMNS[table.merge]]
        listed = ", ".join(columns)
        marks = ",".join("?" * (1 + len(columns)))
        self.insert = f"INSERT INTO {self.name}(id, {listed}) VALUES({marks})"
        self.delete = f"DELETE FROM {self.name} WHERE id=?"
        if table.merge is Merge.LEDGER:
            self.select = f"SELECT id, {listed} FROM {self.name} ORDER BY id"
            return
        self.select = f"SELECT {listed}, id FROM {self.name} WHERE id=?"
        keys = "carray(?)" if table.pk is Kind.INT else "json_each(?)"
        # They come sorted and each but once: a join, because IN would build an index of them.
        wanted = f"(SELECT value AS _k FROM {keys}) CROSS JOIN {self.name} ON id=_k"
        self.select_many = f"SELECT {listed}, id FROM {wanted}"
        self.known_many = f"SELECT id FROM {wanted}"
        self.last = f"SELECT max(id) FROM {self.name}"
        self.set_extra = f"UPDATE {self.name} SET _x=? WHERE id=?"

    def whole(self, values: dict[str, Value]) -> list[Value]:
        """All values in field order, defaults where none is given."""
        merged = self.defaults | values  # keeps the order of the defaults
        assert len(merged) == self.width, f"{self.name} has no {values.keys() - self.places.keys()}"
        return list(merged.values())

    def update(self, fields: bytes) -> str:
        """Sets these fields (ids) and the clocks: values, _v, id."""
        sql = self._updates.get(fields)
        if sql is None:
            sets = "".join(f"{self.fields[field - 1]}=?," for field in fields)
            sql = self._updates[fields] = f"UPDATE {self.name} SET {sets}_v=? WHERE id=?"
        return sql

    def update_masked(self, mask: tuple[bool, ...]) -> str:
        """The same, for the columns where the mask is true."""
        sql = self._masked.get(mask)
        if sql is None:
            fields = bytes(place + 1 for place, changed in enumerate(mask) if changed)
            sql = self._masked[mask] = self.update(fields)
        return sql

    def in_bulk(
        self, flat: list[Value], common: list[Value]
    ) -> Iterator[tuple[str, list[list[Value]]]]:
        """Statements that insert new rows (id, fields, id, …) with the same `common` columns.

        Several rows each: what every statement costs is a quarter of an insert.
        """
        width = 1 + self.width
        several = self.bulk_rows * width
        whole = len(flat) - len(flat) % several
        for begin, end, step in ((0, whole, several), (whole, len(flat), width)):
            yield (
                self._insert_bulk(step // width),
                [flat[at : at + step] + common for at in range(begin, end, step)],
            )

    def _insert_bulk(self, rows: int) -> str:
        """id, fields, id, fields, …, then what all share: the stamp of rows, the scope."""
        sql = self._bulk.get(rows)
        if sql is None:
            width, places = 1 + self.width, range(1, rows * (1 + self.width) + 1)
            shared = ["_s"] if self.table.merge is Merge.LEDGER else ["_v", "_s"]
            common = ",".join(f"?{len(places) + place}" for place in range(1, len(shared) + 1))
            marks = [f"?{place}" for place in places]
            values = ",".join(
                f"({','.join(marks[at : at + width])},{common})"
                for at in range(0, len(marks), width)
            )
            listed = ", ".join(["id", *self.fields, *shared])
            sql = self._bulk[rows] = f"INSERT INTO {self.name}({listed}) VALUES{values}"
        return sql


def create_sql(table: Table) -> list[str]:
    """CREATE TABLE and indexes."""
    name = quoted(table.name)
    fields = [quoted(field) for field in table.names]
    if table.merge is Merge.SET:
        return [
            f"CREATE TABLE {name}(id NOT NULL, element NOT NULL, dots NOT NULL, gone NOT NULL,"
            " _s NOT NULL, PRIMARY KEY(id, element, _s)) WITHOUT ROWID"
        ]
    if table.merge is Merge.ESCROW:
        return [
            f"CREATE TABLE {name}(id NOT NULL, rights NOT NULL, _s NOT NULL,"
            " PRIMARY KEY(id, _s)) WITHOUT ROWID"
        ]
    own = ("_x", "_s") if table.merge is Merge.LEDGER else ("_v", "_x", "_s")
    listed = ", ".join([*fields, *own])
    if table.pk is Kind.INT:
        statements = [f"CREATE TABLE {name}(id INTEGER PRIMARY KEY, {listed})"]
    else:
        statements = [f"CREATE TABLE {name}(id NOT NULL PRIMARY KEY, {listed}) WITHOUT ROWID"]
    for columns in table.indexes:
        index = quoted("_".join((table.name, *columns)))
        listed = ", ".join(quoted(column) for column in columns)
        statements.append(f"CREATE INDEX {index} ON {name}({listed})")
    return statements
