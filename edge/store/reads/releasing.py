"""Reads of release channels in SQL."""

from collections.abc import Callable
from typing import Any

import apsw

from edge.store.local import IN_PROGRESS, PROMISED_LINE
from models.warehouse.release import Channel, ChannelError, read_conditions

Row = tuple[Any, ...]
CHANNELS = (
    "SELECT holds_when, waves, id, code, sequence, cut_off, process_minutes, wip_max, state"
    " FROM release_channel WHERE warehouse_id=? AND status='active' ORDER BY sequence, id"
)
CHANNEL_ROW = "SELECT id FROM release_channel WHERE code=? AND warehouse_id=? ORDER BY id LIMIT 1"
STARTED = f"SELECT count(*) FROM dn INDEXED BY dn_in_progress WHERE channel_id=? AND {IN_PROGRESS}"
_PROMISED = f"FROM dn_line INDEXED BY dn_line_promised WHERE item_id=? AND {PROMISED_LINE}"
PROMISED = "SELECT quantity FROM promised WHERE item_id=?"
PROMISED_TO = f"SELECT coalesce(sum(promised), 0) {_PROMISED} AND dn_id=?"
PROMISED_BEFORE = f"SELECT coalesce(sum(promised), 0) {_PROMISED} AND dn_id<?"


class ReleasingReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int
    _channels: list[Channel] | None = None

    def channels(self) -> list[Channel]:
        if self._channels is None:
            rows: list[Row] = self._cursor.execute(CHANNELS, (self._warehouse_id,)).fetchall()
            found = (_channel(row) for row in rows)
            self._channels = [channel for channel in found if channel is not None]
        return self._channels

    def channel_row(self, code: str) -> int | None:
        rows: list[Row] = self._cursor.execute(CHANNEL_ROW, (code, self._warehouse_id)).fetchall()
        return rows[0][0] if rows else None

    def in_progress(self, channel_id: int) -> int:
        rows: list[Row] = self._cursor.execute(STARTED, (channel_id,)).fetchall()
        return int(rows[0][0])

    def promised(self, item_id: int) -> int:
        rows: list[Row] = self._cursor.execute(PROMISED, (item_id,)).fetchall()
        return int(rows[0][0]) if rows else 0

    def promised_to(self, item_id: int, dn_id: int) -> int:
        rows: list[Row] = self._cursor.execute(PROMISED_TO, (item_id, dn_id)).fetchall()
        return int(rows[0][0])

    def promised_before(self, item_id: int, dn_id: int) -> int:
        rows: list[Row] = self._cursor.execute(PROMISED_BEFORE, (item_id, dn_id)).fetchall()
        return int(rows[0][0])


_of_columns: Callable[..., Channel] = Channel


def _channel(row: Row) -> Channel | None:
    try:
        orders, waves = read_conditions(row[0], row[1])
    except ChannelError:
        return None
    return _of_columns(*row[2:5], orders, *row[5:], waves)
