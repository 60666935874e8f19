"""Which orders to release now: looked up beside the writer, judged again inside it."""

from typing import Any
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.floor.promising import is_free
from edge.store.local import DUE, SHORT_ORDER, WAITING_ORDER
from edge.store.reader import SqlReader
from models.warehouse.release import Channel, room, taken_up_to_ms

Row = tuple[Any, ...]
Bound = dict[str, int | str]
AT_ONCE_MAX = 50  # orders of one command: a scan waits no longer than for a small wave

_OPEN = "n.ordered>n.allocated+n.picked+n.short+n.cancelled"
WANTED_ITEMS = (
    "SELECT DISTINCT n.item_id FROM dn d INDEXED BY dn_short"
    f" JOIN dn_line n ON n.dn_id=+d.id WHERE {SHORT_ORDER} AND {_OPEN}"
    " AND EXISTS(SELECT 1 FROM quant q WHERE q.item_id=n.item_id AND q.quantity>q.reserved)"
)
_WANTS = (
    f"EXISTS(SELECT 1 FROM dn_line n INDEXED BY dn_line_dn_id WHERE n.dn_id=+d.id AND {_OPEN}"
    " AND n.item_id IN (SELECT value FROM json_each(:items)))"
)
_IN_TURN = f" ORDER BY d.priority DESC, {DUE}, d.id LIMIT :limit"
BY_NO_CHANNEL = (
    f"SELECT d.number FROM dn d INDEXED BY dn_short WHERE {SHORT_ORDER} AND {_WANTS}"
    " AND (d.channel_id IS NULL OR d.channel_id NOT IN (SELECT value FROM json_each(:channels)))"
    f"{_IN_TURN}"
)
BY_CHANNEL = (
    "SELECT d.number FROM dn d INDEXED BY dn_waiting WHERE d.channel_id=:channel"
    f" AND {WAITING_ORDER} AND d.created_at_ms<=:up_to_ms"
    f" AND (d.state='confirmed' AND d.backorder_of IS NULL OR {_WANTS}){_IN_TURN}"
)


class Due(msgspec.Struct, frozen=True):
    """Orders to release now, in this sequence; `channel` None: those that run through none."""

    channel: str | None
    orders: list[str]


def due(
    connection: apsw.Connection, warehouse_id: int, today: str, now_ms: int, zone: str
) -> list[Due]:
    """What each channel has room for, and the back-orders and short orders outside all channels of
    which eligible stock is free: by priority, due time and age."""
    site = SqlReader(connection, warehouse_id)
    channels = site.channels()
    items = _json(_fillable(connection, site, today))
    found = [
        Due(channel.code, _of_channel(connection, site, channel, items, now_ms, zone))
        for channel in channels
    ]
    ids = _json([channel.id for channel in channels])
    bound: Bound = {"items": items, "channels": ids, "limit": AT_ONCE_MAX}
    found.append(Due(None, _numbers(connection, BY_NO_CHANNEL, bound)))
    return [each for each in found if each.orders]


def _fillable(connection: apsw.Connection, site: SqlReader, today: str) -> list[int]:
    """Items that short orders want and that may be given to them."""
    rows: list[Row] = connection.execute(WANTED_ITEMS).fetchall()
    return [item_id for (item_id,) in rows if is_free(site, item_id, today, site.promised(item_id))]


def _of_channel(
    connection: apsw.Connection,
    site: SqlReader,
    channel: Channel,
    items: str,
    now_ms: int,
    zone: str,
) -> list[str]:
    left = room(channel, site.in_progress(channel.id), AT_ONCE_MAX)
    if not left:
        return []
    up_to_ms = taken_up_to_ms(channel, now_ms, ZoneInfo(zone))
    bound: Bound = {"items": items, "channel": channel.id, "up_to_ms": up_to_ms, "limit": left}
    return _numbers(connection, BY_CHANNEL, bound)


def _numbers(connection: apsw.Connection, statement: str, bound: Bound) -> list[str]:
    rows: list[Row] = connection.execute(statement, bound).fetchall()
    return [row[0] for row in rows]


def _json(ids: list[int]) -> str:
    return msgspec.json.encode(ids).decode()
