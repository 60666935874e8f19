"""Reads about transfers in SQL: column for column the shapes in edge/floor/reads/transfers.py."""

from typing import Any

import apsw

from edge.floor.reads.transfers import Transfer, TransferLine, Warehouse

Row = tuple[Any, ...]

WAREHOUSE_BY_CODE = "SELECT id, code FROM warehouse WHERE code=? ORDER BY id LIMIT 1"
WAREHOUSE = "SELECT id, code FROM warehouse WHERE id=?"
_TRANSFER = (
    "SELECT t.id, t.owner_id, t.number, t.half, t.state, t.revision, t.from_warehouse_id,"
    " t.to_warehouse_id, t.dn_id, t.asn_id, t.twin_id, t.word, t.heard FROM transfer t"
)
TRANSFER = f"{_TRANSFER} WHERE t.id=?"
TRANSFERS = f"{_TRANSFER} WHERE t.number=? ORDER BY t.id"
TRANSFER_OF_DN = f"{_TRANSFER} WHERE t.dn_id=?"
TRANSFER_OF_ASN = f"{_TRANSFER} WHERE t.asn_id=?"
TRANSFER_OF_TWIN = f"{_TRANSFER} WHERE t.twin_id=?"
_LINE = (
    "SELECT id, line, item_id, ordered, shipped, received, lost, found, lot, expiry, unit,"
    " weight_g, received_at_ms FROM transfer_line"
)
TRANSFER_LINES = f"{_LINE} WHERE transfer_id=? ORDER BY line, id"
TRANSFER_LINES_ON = f"{_LINE} WHERE +transfer_id=? AND unit=? ORDER BY line, id"
"""By the unit: a transfer may have far more lines than one unit holds."""
TRANSFER_ON_UNIT = (
    f"{_TRANSFER} JOIN transfer_line n ON n.transfer_id=t.id"
    " WHERE n.unit=? AND t.half='in' ORDER BY t.id DESC LIMIT 1"
)
LEFT_IN = "SELECT left_in FROM handling_unit WHERE id=?"
UNITS_LEFT_IN = "SELECT id FROM handling_unit WHERE left_in=? ORDER BY id"


class TransferReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor

    def warehouse(self, code: str) -> Warehouse | None:
        return self._site(WAREHOUSE_BY_CODE, (code,))

    def warehouse_by_id(self, warehouse_id: int) -> Warehouse | None:
        return self._site(WAREHOUSE, (warehouse_id,))

    def transfer(self, transfer_id: int) -> Transfer | None:
        return self._transfer(TRANSFER, (transfer_id,))

    def transfers(self, number: str) -> list[Transfer]:
        rows: list[Row] = self._cursor.execute(TRANSFERS, (number,)).fetchall()
        return [Transfer(*row) for row in rows]

    def transfer_of_dn(self, dn_id: int) -> Transfer | None:
        return self._transfer(TRANSFER_OF_DN, (dn_id,))

    def transfer_of_asn(self, asn_id: int) -> Transfer | None:
        return self._transfer(TRANSFER_OF_ASN, (asn_id,))

    def transfer_of_twin(self, twin_id: int) -> Transfer | None:
        return self._transfer(TRANSFER_OF_TWIN, (twin_id,))

    def transfer_lines(self, transfer_id: int) -> list[TransferLine]:
        rows: list[Row] = self._cursor.execute(TRANSFER_LINES, (transfer_id,)).fetchall()
        return [TransferLine(*row) for row in rows]

    def transfer_on_unit(self, unit: str) -> Transfer | None:
        return self._transfer(TRANSFER_ON_UNIT, (unit,))

    def transfer_lines_on(self, transfer_id: int, unit: str) -> list[TransferLine]:
        rows: list[Row] = self._cursor.execute(TRANSFER_LINES_ON, (transfer_id, unit)).fetchall()
        return [TransferLine(*row) for row in rows]

    def left_in(self, unit_id: int) -> int | None:
        rows: list[Row] = self._cursor.execute(LEFT_IN, (unit_id,)).fetchall()
        return rows[0][0] if rows else None

    def units_left_in(self, unit_id: int) -> list[int]:
        rows: list[Row] = self._cursor.execute(UNITS_LEFT_IN, (unit_id,)).fetchall()
        return [unit for (unit,) in rows]

    def _site(self, statement: str, values: Row) -> Warehouse | None:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return Warehouse(*rows[0]) if rows else None

    def _transfer(self, statement: str, values: Row) -> Transfer | None:
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return Transfer(*rows[0]) if rows else None
