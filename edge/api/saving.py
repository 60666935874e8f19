"""Rows of master data out of an import: made where the code is new, else edited field by field."""

from collections.abc import Iterator

from edge.intake.plan import MasterRow
from edge.intake.run import Saved
from edge.store.recorder import Recorder
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import BARCODE, CUSTOM_VALUE, ITEM, LOCATION, PARTNER
from models.warehouse.scopes import company_scope, is_company_table, warehouse_scope
from sync.core.catalogue import Table, Value
from sync.core.change import Add, Change, Insert, Put
from sync.store.protocol import Author

_TABLES: dict[str, Table] = {"item": ITEM, "partner": PARTNER, "location": LOCATION}
_TURNS = frozenset(("storage", "handover"))
"""What a location can become, as the floor has it."""


def save_rows(rows: list[MasterRow], recorder: Recorder) -> Saved:
    """One transaction. The same rows again change nothing."""
    saving = _Saving(recorder)
    for row in rows:
        saving.save(row)
    saving.write()
    return Saved(saving.made, saving.changed, saving.refused)


class _Saving:
    """The changes of one transaction, by table."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._inserts: dict[str, list[tuple[Value, ...]]] = {}
        self._edits: dict[str, list[Change]] = {}
        self._made: dict[tuple[str, str, str | None], int] = {}
        self.made = 0
        self.changed = 0
        self.refused: list[tuple[MasterRow, str]] = []

    def save(self, row: MasterRow) -> None:
        """One row of the file."""
        made = self._made.get((row.table, row.code, row.owner))
        if made is not None:  # named again by the same file, for what a row cannot hold
            self._follow(row, made)
            return
        owner_id = self._owner_of(row)
        if owner_id is None:
            self.refused.append((row, "unknown_owner"))
            return
        found = self._known(row, owner_id)
        if found is None:
            self._follow(row, self._make(row, owner_id))
            return
        known, now = found
        edited: dict[str, Value] = {
            name: value for name, value in row.values.items() if now[name] != value
        }
        code = self._objection(row, known, now, edited)
        if code:
            self.refused.append((row, code))
            return
        changes = self._of(row)
        before = len(changes)
        if edited:
            changes.append(Put(_TABLES[row.table], known, edited))
        self._follow(row, known)
        self.changed += len(changes) > before

    def write(self) -> None:
        """All of it, a record per scope."""
        site = self._recorder.site
        for company in (True, False):
            changes: list[Change] = []
            for name, table in _TABLES.items():
                if is_company_table(table) is company:
                    rows = self._inserts.get(name)
                    changes += [Insert(table, rows)] if rows else []
                    changes += self._edits.get(name, [])
            if changes and company:
                self._recorder.store.write(company_scope(site.company_id), changes, Author())
            elif changes:
                self._recorder.store.write(warehouse_scope(site.warehouse_id), changes, Author())

    def _owner_of(self, row: MasterRow) -> int | None:
        """Whose an item is, the site's first owner's if the file does not say; None: nobody's that
        is known."""
        if row.owner is None:
            return self._recorder.site.owner_id
        known = self._recorder.reader.owners(row.owner)
        return known[0] if len(known) == 1 else None

    def _known(self, row: MasterRow, owner_id: int) -> tuple[int, dict[str, object]] | None:
        """Id and present values of the row that is meant. An item that names no owner is the first
        owner's, if that one has it."""
        names = list(row.values)
        bound: list[str | int] = [row.code]
        which = "ORDER BY id"
        if row.table == "item":
            bound.append(owner_id)
            which = "AND owner_id = ?2 ORDER BY id" if row.owner else "ORDER BY owner_id <> ?2, id"
        found = self._recorder.store.connection.execute(
            f"SELECT {', '.join(('id', *names))} FROM {row.table}"  # noqa: S608 - names of ours
            f" WHERE code = ?1 {which} LIMIT 1",
            bound,
        ).fetchall()
        if not found:
            return None
        known, *kept = found[0]
        assert isinstance(known, int)
        return known, dict(zip(names, kept, strict=True))

    def _make(self, row: MasterRow, owner_id: int) -> int:
        site, table = self._recorder.site, _TABLES[row.table]
        row_id = self._recorder.ids.new()
        full: dict[str, Value] = {
            "company_id": site.company_id,
            "owner_id": owner_id,
            "warehouse_id": site.warehouse_id,
            "code": row.code,
            "name": row.code,
            **row.values,
        }
        values = (full.get(field.name, field.default) for field in table.fields)
        self._inserts.setdefault(row.table, []).append((row_id, *values))
        self.made += 1
        self._made[row.table, row.code, row.owner] = row_id
        return row_id

    def _objection(
        self, row: MasterRow, row_id: int, now: dict[str, object], edited: dict[str, Value]
    ) -> str:
        """Why a row that exists cannot become this: what lies there must fit its place."""
        if row.table == "item" and "tracking" in edited and self._any(_ITEM_HELD, row_id):
            return "item_has_stock"
        if row.table != "location":
            return ""
        if now.get("kind") == "virtual":
            return "reserved_code"
        if "kind" in edited and not {now["kind"], edited["kind"]} <= _TURNS:
            return "keeps_kind"
        moves = "kind" in edited or "property" in edited
        return "location_not_empty" if moves and self._any(_HELD_AT, row_id) else ""

    def _follow(self, row: MasterRow, row_id: int) -> None:
        changes = self._of(row)
        if row.barcode is not None:
            plain, element = clean(row.barcode), f"item:{row_id}"
            if element not in self._recorder.store.elements(BARCODE, plain):
                changes.append(Add(BARCODE, plain, element))
        changes += self._values(row, row_id)

    def _values(self, row: MasterRow, row_id: int) -> Iterator[Change]:
        """Of fields the company added, those that are new or changed."""
        company_id = self._recorder.site.company_id
        for code, value in row.custom.items():
            field = f"{row.table}:{code}"
            key = f"{row_id}:{field}"
            if not self._any(_SAME_VALUE, key, value):
                values: dict[str, Value] = {"company_id": company_id, "subject_id": row_id}
                yield Put(CUSTOM_VALUE, key, {**values, "field": field, "value": value})

    def _of(self, row: MasterRow) -> list[Change]:
        return self._edits.setdefault(row.table, [])

    def _any(self, sql: str, *bound: str | int) -> bool:
        return bool(self._recorder.store.connection.execute(sql, bound).fetchall())


_HELD_AT = "SELECT 1 FROM quant WHERE location_id=? AND quantity>0 LIMIT 1"
_ITEM_HELD = "SELECT 1 FROM quant WHERE item_id=? AND quantity>0 LIMIT 1"
_SAME_VALUE = "SELECT 1 FROM custom_value WHERE id=? AND value=?"
