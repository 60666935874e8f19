"""How an import writes: drafts through the recorder's parts, and one note per row brought over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from edge.floor.draft import Draft
from edge.intake.greaterwms.plan import Fate, Key
from edge.intake.greaterwms.source import Cells
from edge.store.recorder import Actor, Recorder
from models.warehouse.catalogue import BARCODE, MOVED_ROW
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Table, Value
from sync.core.change import Add
from sync.store.protocol import Author

AUTHOR = Author(key="greaterwms")
CELL_CHARACTERS_MAX = 2_000
_JSON = msgspec.json.Encoder(enc_hook=repr)
_KEPT_APART = frozenset({"id"})
_NUMBERS = ("asn_code", "dn_code", "mode_code")
_PARTIES = ("supplier", "customer", "supplier_name", "customer_name", "driver_name", "staff_name")
_STATES = ("asn_status", "dn_status", "picking_status", "cyclecount_status")


class Hand:
    """Inside one transaction. `made`: what a row there became here, as table and id."""

    def __init__(self, recorder: Recorder, tenant: str, moved: dict[Key, int]) -> None:
        self.recorder, self.tenant, self._moved = recorder, tenant, moved
        self.site, self.reader = recorder.site, recorder.reader
        self.made: dict[Key, tuple[str, int]] = {}

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """Changes that are written together at the end of the block."""
        draft = Draft(self.recorder.now(Actor()))
        yield draft
        quants = self.recorder.quants
        quants.expect(draft.holds)
        try:
            for scope, changes in draft.changes.items():
                self.recorder.store.write(scope, changes, AUTHOR)
            quants.settle()
        finally:
            quants.forget()

    def becomes(self, key: Key, table: Table, row_id: int) -> int:
        """Remember it, and hand the id on."""
        self.made[key] = (table.name, row_id)
        return row_id

    def alias(self, codes: list[tuple[str, str]]) -> None:
        """(code, element) pairs become barcodes."""
        if codes:
            changes = [Add(BARCODE, code, element) for code, element in codes]
            scope = company_scope(self.site.company_id)
            self.recorder.store.write(scope, [*changes], AUTHOR)

    def note(self, draft: Draft, key: Key, fate: Fate, body: Cells, at_ms: int) -> None:
        """The row stays readable as it was, whatever became of it."""
        became, became_id = self.made.get(key, (None, None))
        values: dict[str, Value] = {
            "outcome": fate.outcome,
            "reason": fate.reason[:CELL_CHARACTERS_MAX] or None,
            "became": became,
            "became_id": became_id,
        }
        known = self._moved.get(key)
        if known is not None:
            draft.put(MOVED_ROW, known, values)
            return
        fixed: dict[str, Value] = {
            "tenant": self.tenant,
            "origin": key[0],
            "origin_id": key[1],
            "number": _first(body, _NUMBERS),
            "party": _first(body, _PARTIES),
            "item": _first(body, ("goods_code",)),
            "state": _first(body, _STATES),
            "at_ms": at_ms,
            "body": _shown(body),
        }
        self._moved[key] = draft.insert(MOVED_ROW, {**fixed, **values})

    def moved(self, key: Key) -> int | None:
        """The note of a row."""
        return self._moved.get(key)

    def rows(self, sql: str, *bound: Value) -> list[tuple[Any, ...]]:
        """What the site holds now, in the middle of the import."""
        return self.recorder.store.connection.execute(sql, bound).fetchall()


def _first(body: Cells, names: tuple[str, ...]) -> str | None:
    found = next((body[name] for name in names if body.get(name) not in (None, "")), None)
    return None if found is None else str(found)[:CELL_CHARACTERS_MAX].replace("\0", "")


def _shown(body: Cells) -> str:
    said = {
        name: value[:CELL_CHARACTERS_MAX] if isinstance(value, str | bytes) else value
        for name, value in body.items()
        if name not in _KEPT_APART and value not in (None, "")
    }
    return _JSON.encode(said).decode()
