"""Transactions cut in parts: those logged whose last part is still to come have no effect yet."""

from sync.core.record import Record, decode_record
from sync.store.sqlite.rows import Rows


def open_parts(newest_first: Rows) -> list[tuple[int, Record]]:
    """Of (seq, body) rows from the head backwards: the parts without their end, oldest first."""
    parts: list[tuple[int, Record]] = []
    for seq, body in newest_first:
        record = decode_record(body) if body is not None else None
        if record is None or record.part == 0:
            break
        parts.insert(0, (seq, record))
    return parts
