"""Open exceptions: what a supervisor should look at."""

import apsw
import msgspec

from edge.api.shapes import Trouble, TroublePage
from edge.api.views.common import WORK_ROWS_MAX, as_of, moment, rows, shown, text

Arguments = dict[str, str | int | bool | None]


def open_troubles(connection: apsw.Connection, now_ms: int) -> TroublePage:
    """What is open, oldest first."""
    items = [
        Trouble(
            id=shown(row[0]),
            kind=text(row[1]),
            code=text(row[2]),
            state=text(row[3]),
            arguments=_arguments(text(row[4])),
            opened_at=text(moment(row[5])),
        )
        for row in rows(
            connection,
            "SELECT id, kind, code, state, arguments, opened_at_ms FROM exception"
            " WHERE state = 'open' ORDER BY id LIMIT ?",
            WORK_ROWS_MAX,
        )
    ]
    return TroublePage(items=items, as_of=as_of(now_ms))


def _arguments(body: str) -> Arguments:
    """They came from a replica, so they are read with care."""
    try:
        return msgspec.json.decode(body or "{}", type=Arguments)
    except (msgspec.MsgspecError, RecursionError):
        return {}
