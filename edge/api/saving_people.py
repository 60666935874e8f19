"""People out of an import: made where the name is new, else edited. A list holds no secrets:
whoever is new has a badge of their own and gets in once somebody has given them a PIN."""

from collections.abc import Sequence
from typing import Any

import apsw
import msgspec

from edge.api.accounts import Caller
from edge.api.auditing import who_is
from edge.intake.plan import MasterRow
from edge.intake.run import Saved
from edge.store.audit import Act, note
from edge.store.recorder import Recorder
from models.warehouse import ids
from models.warehouse.catalogue import PERSON
from models.warehouse.people.roles import MAY, OF_PARTNERS, Role, role_named
from models.warehouse.scopes import warehouse_scope
from node.keys import new_badge
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author

_NAMED = (
    "SELECT id, role, language, coalesce(status, 'active'), partner_id, owner_id, count(*) OVER ()"
    " FROM person WHERE name=? AND warehouse_id=? ORDER BY id LIMIT 1"
)
_OF = {
    "partner": "SELECT id FROM partner WHERE code=?",
    "owner": "SELECT id FROM owner WHERE code=?",
}
_WORN = "SELECT 1 FROM person WHERE badge=?"
_ENDED = ("DELETE FROM session WHERE person_id=?", "DELETE FROM conversation WHERE person_id=?")


class SavedPeople(msgspec.Struct, frozen=True):
    """What became of the rows; `changed`: whose sessions end."""

    saved: Saved
    changed: list[int]


def save_people(
    rows: Sequence[MasterRow], by: Caller, now_ms: int, recorder: Recorder
) -> SavedPeople:
    """One transaction. The same rows again change nothing."""
    made, changed, refused = 0, [], []
    for row in rows:
        found = _found(recorder, row)
        values = _values(recorder.store.connection, row, found, by)
        if isinstance(values, str):
            refused.append((row, values))
        elif found is None:
            _make(recorder, row, values, by, now_ms)
            made += 1
        elif values:
            _edit(recorder, found.id, values, by, now_ms)
            changed.append(found.id)
    return SavedPeople(Saved(made, len(changed), refused), changed)


class _Found(msgspec.Struct, frozen=True):
    id: int
    role: str | None
    language: str | None
    status: str
    partner_id: int | None
    owner_id: int | None
    namesakes: int


def _found(recorder: Recorder, row: MasterRow) -> _Found | None:
    bound = (row.code, recorder.site.warehouse_id)
    found: list[tuple[Any, ...]] = recorder.store.connection.execute(_NAMED, bound).fetchall()
    return _Found(*found[0]) if found else None


def _values(
    connection: apsw.Connection, row: MasterRow, found: _Found | None, by: Caller
) -> dict[str, Value] | str:
    """What is to be written, or the code of why it cannot be."""
    if found is not None and found.namesakes > 1:
        return "name_twice"
    values: dict[str, Value] = {
        name: row.values[name] for name in ("role", "language", "status") if name in row.values
    }
    for name, query in _OF.items():
        if name in row.values:
            known = connection.execute(query, (row.values[name],)).fetchall()
            if not known:
                return f"unknown_{name}"
            assert isinstance(known[0][0], int)
            values[f"{name}_id"] = known[0][0]
    role = str(values.get("role") or (found.role if found else None) or Role.WORKER.value)
    partner = values.get("partner_id") or (found.partner_id if found else None)
    if role_named(role) in OF_PARTNERS and partner is None:
        return "partner_needed"
    if (found is None or "role" in values) and MAY[role_named(role)] & ~by.allowed:
        return "wider_than_yours"
    if found is None:
        return {"role": role, "status": "active", **values}
    return {name: value for name, value in values.items() if getattr(found, name) != value}


def _make(
    recorder: Recorder, row: MasterRow, values: dict[str, Value], by: Caller, now_ms: int
) -> None:
    site, row_id, badge = recorder.site, recorder.ids.new(), new_badge()
    while recorder.store.connection.execute(_WORN, (badge,)).fetchall():
        badge = new_badge()
    own: dict[str, Value] = {
        "company_id": site.company_id,
        "warehouse_id": site.warehouse_id,
        "name": row.code,
        "badge": badge,
    }
    _write(recorder, row_id, {**own, **values}, by)
    act = Act("person_added", who_is(by), ids.show(row_id), str(values["role"]))
    note(recorder.store.connection, act, now_ms)


def _edit(
    recorder: Recorder, person_id: int, values: dict[str, Value], by: Caller, now_ms: int
) -> None:
    """Whoever may do other things from now on logs in anew."""
    _write(recorder, person_id, values, by)
    for statement in _ENDED:
        recorder.store.connection.execute(statement, (person_id,))
    recorder.standing.pop(person_id, None)
    detail = ", ".join(f"{name}={value!s}" for name, value in values.items())
    act = Act("person_edited", who_is(by), ids.show(person_id), detail)
    note(recorder.store.connection, act, now_ms)


def _write(recorder: Recorder, person_id: int, values: dict[str, Value], by: Caller) -> None:
    recorder.store.write(
        warehouse_scope(recorder.site.warehouse_id),
        [Put(PERSON, person_id, values)],
        Author(by.person_id, by.device_id),
    )
