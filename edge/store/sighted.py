"""Questions of people who see some rows only: one place decides which.

On a connection of its own every table of the file is hidden behind a temporary view of the same
name, which lets through what the caller's sight allows; a table nobody decided about shows nothing.
So each view of the API serves everybody, and a new query cannot forget to ask whose rows it reads.
"""

from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar

import apsw

from models.warehouse.catalogue import CATALOGUE
from models.warehouse.people.sight import Sight
from node.readers import Readers

P = ParamSpec("P")
T = TypeVar("T")

_INSIDE = "(sight_supplier() IS NULL AND sight_customer() IS NULL)"
"""Belongs to no partner."""
_OWNED = "(sight_owner() IS NULL OR owner_id=sight_owner())"
_DOCUMENT = (
    "(EXISTS(SELECT 1 FROM temp.asn d WHERE d.id={id}) OR"
    " EXISTS(SELECT 1 FROM temp.dn d WHERE d.id={id}))"
)
RULES: Mapping[str, str] = {
    "asn": f"({_INSIDE} OR supplier_id=sight_supplier()) AND {_OWNED}",
    "asn_line": "EXISTS(SELECT 1 FROM temp.asn d WHERE d.id=asn_id)",
    "dn": f"({_INSIDE} OR customer_id=sight_customer()) AND {_OWNED}",
    "dn_line": "EXISTS(SELECT 1 FROM temp.dn d WHERE d.id=dn_id)",
    "attachment": _DOCUMENT.format(id="document_id"),
    "document_value": _DOCUMENT.format(id="document_id"),
    "blob": "EXISTS(SELECT 1 FROM temp.attachment a WHERE a.hash=blob.hash)",
    "item": _OWNED,
    "item_pack": _OWNED,
    "barcode": "element LIKE 'item:%' AND EXISTS(SELECT 1 FROM temp.item i"
    " WHERE i.id=cast(substr(element, 6) AS INTEGER))",
    "custom_field": "1",
    "custom_value": f"{_INSIDE} AND EXISTS(SELECT 1 FROM temp.item i WHERE i.id=subject_id)",
    "location": f"{_INSIDE} OR kind='dock'",
    "partner": f"{_INSIDE} OR id IN (sight_supplier(), sight_customer())",
    "company": "1",
    "warehouse": "1",
    "owner": f"{_INSIDE} AND id=sight_owner()",
}
"""Table → condition. Items, locations and partners are named by the documents and stock that one
sees; no route that takes these permissions lists them for people outside."""

_TABLES = "SELECT name FROM main.sqlite_schema WHERE type='table' AND substr(name, 1, 7)<>'sqlite_'"
_WITH_OWNER = frozenset(table.name for table in CATALOGUE.tables if "owner_id" in table.names) | {
    "quant"
}


class Sighted:
    """Opened when first asked: most sites have nobody who needs it."""

    def __init__(self, open_reader: Callable[[], apsw.Connection]) -> None:
        self._open_reader = open_reader
        self._readers: Readers | None = None
        self._sight: Sight | None = None

    async def run(
        self,
        sight: Sight,
        read: Callable[Concatenate[apsw.Connection, P], T],
        *args: P.args,
        **named: P.kwargs,
    ) -> T:
        """`read(connection, …)` as somebody with this sight; raises Problem."""
        if self._readers is None:
            self._readers = Readers(self._open, 1)

        def seen(connection: apsw.Connection) -> T:
            self._sight = sight  # one connection, so nobody else asks meanwhile
            return read(connection, *args, **named)

        return await self._readers.run(seen)

    def close(self) -> None:
        """Let thread and file go."""
        if self._readers is not None:
            self._readers.close()

    def _open(self) -> apsw.Connection:
        connection = self._open_reader()
        for name in ("supplier", "customer", "owner"):
            # Deterministic within a statement, so that it is asked once and indexes are used.
            connection.create_scalar_function(
                f"sight_{name}", self._asker(f"{name}_id"), 0, deterministic=True
            )
        for name, condition in conditions(connection).items():
            connection.execute(
                f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" WHERE {condition}'
            )
        connection.pragma("query_only", True)
        return connection

    def _asker(self, field: str) -> Callable[..., int | None]:
        def ask(*_: object) -> int | None:
            value: int | None = getattr(self._sight, field)
            return value

        return ask


def conditions(connection: apsw.Connection) -> dict[str, str]:
    """Of every table of the file, those that others are defined by first."""
    names = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
    found = {name: RULES[name] for name in RULES if name in names}
    for name in names:
        if name not in found:
            shown = name in _WITH_OWNER
            found[name] = f"{_INSIDE} AND owner_id=sight_owner()" if shown else "0"
    return found
