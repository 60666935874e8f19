"""Receipts: which judge saw a record, and where that judge's own stream stood then.

Kept as ranges, relayed with the records: a receiver waits until it holds the judge's stream so far.
"""

from sync.core.ids import StreamId
from sync.store.protocol import Receipt
from sync.store.sqlite.replica import Replica


def receipt_at(receipts: tuple[Receipt, ...], seq: int) -> Receipt | None:
    """The receipt that covers a record; None if nobody judged it."""
    covering = None
    for receipt in receipts:
        if receipt.first > seq:
            break
        covering = receipt
    return covering


def receipts_of(replica: Replica, stream: int, first: int, last: int) -> tuple[Receipt, ...]:
    """The receipts that cover these records."""
    found = replica.execute(
        "SELECT first, judge, position FROM s_receipt WHERE stream=? AND first<=? AND first>="
        " ifnull((SELECT max(first) FROM s_receipt WHERE stream=? AND first<=?), 0) ORDER BY first",
        (stream, last, stream, first),
    ).fetchall()
    return tuple(
        Receipt(max(start, first), replica.streams.by_number[judge].id, position)
        for start, judge, position in found
    )


def keep_receipt(replica: Replica, stream: int, first: int, judge: StreamId, position: int) -> None:
    """From this record on, unless the one before it has the same receipt."""
    number = replica.streams.open(judge).number
    last = replica.execute(
        "SELECT judge, position FROM s_receipt WHERE stream=? ORDER BY first DESC LIMIT 1",
        (stream,),
    ).fetchone()
    if last != (number, position):
        replica.execute(
            "INSERT OR REPLACE INTO s_receipt VALUES(?,?,?,?)", (stream, first, number, position)
        )
