"""Quants: what the ledger adds up to, kept in the transaction that adds to the ledger."""

from collections.abc import Sequence

import apsw

from edge.store.local import LIVE_RESERVATION
from models.warehouse.catalogue import MOVEMENT, ORDERED
from models.warehouse.stock import LAST_EXPIRY, StockKey
from sync.core.catalogue import Table
from sync.core.state import Entry

_PLACE = {name: place for place, name in enumerate(MOVEMENT.names)}
_ORDERED = {name: place for place, name in enumerate(ORDERED.names)}
_ITEM, _LOT, _OWNER = _PLACE["item_id"], _PLACE["lot_id"], _PLACE["owner_id"]
_QUANTITY, _RECEIVED = _PLACE["quantity"], _PLACE["received_at_ms"]
_FROM = (_PLACE["from_location"], _PLACE["from_unit"], _PLACE["from_status"])
_TO = (_PLACE["to_location"], _PLACE["to_unit"], _PLACE["to_status"])
_WAREHOUSE, _WEIGHT = _PLACE["warehouse_id"], _PLACE["weight_g"]

_KEY = "item_id=? AND location_id=? AND unit_id=? AND lot_id=? AND owner_id=? AND status=?"
_TAKE = (
    "UPDATE quant SET quantity=quantity-?, reserved=reserved+?, weight_g=weight_g-?"
    f" WHERE {_KEY} RETURNING quantity"
)
_DROP = f"DELETE FROM quant WHERE {_KEY}"
_GIVE = (
    "INSERT INTO quant(item_id, location_id, unit_id, lot_id, owner_id, status,"
    " quantity, reserved, received_at_ms, expiry, is_free, weight_g)"
    " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,"
    f"coalesce((SELECT expiry FROM lot WHERE id=?4), '{LAST_EXPIRY}'), ?7>?8, ?10)"
    " ON CONFLICT DO UPDATE SET quantity=quantity+excluded.quantity,"
    " reserved=reserved+excluded.reserved, weight_g=weight_g+excluded.weight_g,"
    " received_at_ms=min(received_at_ms, excluded.received_at_ms)"
)
_HOLD = f"UPDATE quant SET reserved=reserved+? WHERE {_KEY}"


class Quants:
    """The projection. A command announces the reservations that go with its movements; entries that
    come without an announcement (a restored site pulls its own ledger back) mark the quants stale.
    """

    def __init__(
        self, connection: apsw.Connection, warehouse_id: int, virtual: frozenset[int]
    ) -> None:
        cursor = connection.cursor()
        self._connection = connection
        self._execute = cursor.execute
        self._warehouse_id = warehouse_id
        self._virtual = virtual
        self._holds: dict[StockKey, int] | None = None

    def expect(self, holds: dict[StockKey, int]) -> None:
        """The entries that follow are of one command, which changes reservations by this much."""
        assert self._holds is None
        self._holds = dict(holds)

    def settle(self) -> None:
        """The command's entries are in: apply the reservations that moved with none of them."""
        holds, self._holds = self._holds, None
        assert holds is not None
        for key, change in holds.items():
            self._execute(_HOLD, (change, *key))
            assert self._connection.changes() == 1, key

    def forget(self) -> None:
        """The command failed."""
        self._holds = None

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        """Called by the store inside the transaction."""
        if table is MOVEMENT or table.id == MOVEMENT.id:
            if self._holds is None:
                mark_stale(self._connection)
                return
            for entry in entries:
                self._move(entry, self._holds)
        elif table.id == ORDERED.id:
            for entry in entries:
                self._order(entry)

    def retract(self, table: Table) -> None:
        """Entries of this site were withheld by its hub and are gone again."""
        if table.id == MOVEMENT.id:
            mark_stale(self._connection)

    def _move(self, entry: Entry, holds: dict[StockKey, int]) -> None:
        values = entry.values
        assert values[_WAREHOUSE] == self._warehouse_id
        quantity = values[_QUANTITY]
        assert isinstance(quantity, int)
        assert quantity > 0
        item, lot, owner = values[_ITEM], values[_LOT], values[_OWNER]
        weight_g = values[_WEIGHT] or 0
        if values[_FROM[0]] not in self._virtual:
            key = (item, values[_FROM[0]], values[_FROM[1]], lot, owner, values[_FROM[2]])
            # Reservations that fall do so with the stock; those that rise wait for `settle`.
            change = min(0, holds.get(key, 0)) if holds else 0  # type: ignore[call-overload]
            if change:
                del holds[key]  # type: ignore[arg-type]
            rows = self._execute(_TAKE, (quantity, change, weight_g, *key)).fetchall()
            assert len(rows) == 1, f"no stock to take from: {key}"
            if rows[0][0] == 0:
                self._execute(_DROP, key)
        if values[_TO[0]] not in self._virtual:
            key = (item, values[_TO[0]], values[_TO[1]], lot, owner, values[_TO[2]])
            wanted = holds.get(key, 0) if holds else 0  # type: ignore[call-overload]
            change = min(max(0, wanted), quantity)
            if change:
                if change == wanted:
                    del holds[key]  # type: ignore[arg-type]
                else:
                    holds[key] = wanted - change  # type: ignore[index]
            self._execute(_GIVE, (*key, quantity, change, values[_RECEIVED], weight_g))

    def _order(self, entry: Entry) -> None:
        values = entry.values
        if values[_ORDERED["warehouse_id"]] != self._warehouse_id:
            return
        self._execute(
            "INSERT INTO ordered(command_id, body, sent_by) VALUES(?,?,?) ON CONFLICT DO NOTHING",
            (
                values[_ORDERED["command_id"]],
                values[_ORDERED["body"]],
                values[_ORDERED["sent_by"]] or "",
            ),
        )


def mark_stale(connection: apsw.Connection) -> None:
    """The quants no longer follow from what was added one by one: `rebuild` before more work."""
    connection.execute("INSERT INTO setting VALUES('quants_stale', 1) ON CONFLICT DO NOTHING")


def is_stale(connection: apsw.Connection) -> bool:
    """Whether the quants must be computed anew."""
    found = connection.execute("SELECT 1 FROM setting WHERE name='quants_stale'").fetchall()
    return bool(found)


def rebuild(connection: apsw.Connection, warehouse_id: int, virtual: frozenset[int]) -> None:
    """Compute all quants from the ledger and the live reservations, in one transaction."""
    marks = ",".join(str(location) for location in sorted(virtual))
    with connection:
        connection.execute("DELETE FROM quant")
        connection.execute(_REBUILD.format(virtual=marks), {"warehouse": warehouse_id})
        connection.execute(_REBUILD_EXPIRY)
        connection.execute(_REBUILD_RESERVED)
        connection.execute("DELETE FROM setting WHERE name='quants_stale'")


ADDED_UP = """
SELECT item_id, location_id, unit_id, lot_id, owner_id, status, sum(quantity) AS quantity,
  min(since) AS received_at_ms, sum(weight_g) AS weight_g FROM (
  SELECT item_id, to_location AS location_id, to_unit AS unit_id, lot_id, owner_id,
    to_status AS status, quantity, received_at_ms AS since, coalesce(weight_g, 0) AS weight_g
  FROM movement WHERE warehouse_id=:warehouse AND to_location NOT IN ({virtual})
  UNION ALL
  SELECT item_id, from_location, from_unit, lot_id, owner_id, from_status, -quantity, NULL,
    -coalesce(weight_g, 0)
  FROM movement WHERE warehouse_id=:warehouse AND from_location NOT IN ({virtual})
) GROUP BY item_id, location_id, unit_id, lot_id, owner_id, status HAVING sum(quantity) <> 0
"""
"""The ledger added up: what the quants must be."""

_REBUILD = f"""
INSERT INTO quant(item_id, location_id, unit_id, lot_id, owner_id, status,
  quantity, received_at_ms, weight_g, is_free) SELECT *, 1 FROM ({ADDED_UP})"""
_REBUILD_EXPIRY = (
    "UPDATE quant SET expiry=lot.expiry FROM lot"
    " WHERE lot.id=quant.lot_id AND lot.expiry IS NOT NULL"
)
_REBUILD_RESERVED = f"""
UPDATE quant SET reserved = held.quantity FROM (
  SELECT item_id, location_id, unit_id, lot_id, owner_id, status, sum(quantity) AS quantity
  FROM reservation WHERE {LIVE_RESERVATION}
  GROUP BY item_id, location_id, unit_id, lot_id, owner_id, status
) AS held
WHERE quant.item_id=held.item_id AND quant.location_id=held.location_id
  AND quant.unit_id=held.unit_id AND quant.lot_id=held.lot_id
  AND quant.owner_id=held.owner_id AND quant.status=held.status
"""
