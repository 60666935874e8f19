"""Pages of facts from the log of this warehouse, in commit order, from a cursor on."""

from collections.abc import Iterator
from typing import Any

import apsw
import msgspec

from edge.feed.cursor import NOW, Heads, Stream, cursor_text, read_cursor
from edge.feed.facts import Fact
from edge.feed.names import Names
from edge.feed.telling import Placed, Transaction, facts_of
from models.warehouse.scopes import warehouse_scope
from node.http.problems import Problem
from sync.core.record import decode_record
from sync.store.sqlite.keys import BEHIND, HEAD_SEQ, OF

RECORDS_MAX = 2_000
"""Read at most for one page: a long stretch without facts is passed in several steps."""
RECORDS_AT_ONCE = 64
_STREAMS = "SELECT id, node, epoch FROM s_stream WHERE scope=? ORDER BY node, epoch"
_FIRST = f"SELECT seq, body IS NULL FROM s_log WHERE {OF} ORDER BY id LIMIT 1"  # noqa: S608  ours
_BEHIND = (
    "SELECT seq, body, EXISTS(SELECT 1 FROM s_withheld AS w WHERE w.stream=s_log.stream"  # noqa: S608
    f" AND w.seq=s_log.seq) FROM s_log WHERE {BEHIND} ORDER BY id LIMIT ?3"
)


class Where(msgspec.Struct, frozen=True):
    """Whose facts."""

    warehouse_id: int
    site: str


class Page(msgspec.Struct, frozen=True):
    """Facts and the heads behind the last of them; `is_last`: there was no more to read."""

    facts: list[Fact]
    heads: Heads
    is_last: bool


class Forgotten(Exception):
    """Records behind the cursor are not kept any more; `begin` is the first that is."""

    def __init__(self, begin: str) -> None:
        super().__init__(begin)
        self.begin = begin


def streams(connection: apsw.Connection, warehouse_id: int) -> list[Stream]:
    """Streams of the warehouse in the order their records are told."""
    found = []
    rows: list[tuple[Any, ...]] = connection.execute(
        _STREAMS, (warehouse_scope(warehouse_id),)
    ).fetchall()
    for number, node, epoch in rows:
        first = connection.execute(_FIRST, (number,)).fetchone()
        head = connection.execute(HEAD_SEQ, (number,)).fetchone()
        if first is None or head is None:
            continue
        floor = int(first[0]) if first[1] else int(first[0]) - 1
        found.append(Stream(number, node, epoch, floor, int(head[0])))
    return found


def start(connection: apsw.Connection, warehouse_id: int, after: str | None) -> Heads:
    """Where a program that names a cursor, `now` or nothing begins; raises Problem."""
    if after == NOW:
        return {each.key: each.head for each in streams(connection, warehouse_id)}
    if after is None:
        return {each.key: each.floor for each in streams(connection, warehouse_id)}
    return read_cursor(after)


def page(connection: apsw.Connection, where: Where, after: Heads, limit: int) -> Page:
    """Facts behind a cursor, about `limit`: a transaction is never cut. Raises Forgotten."""
    known = streams(connection, where.warehouse_id)
    if any(after.get(each.key, 0) < each.floor for each in known):
        raise Forgotten(cursor_text({each.key: each.floor for each in known}))
    heads, told, names, left = dict(after), list[Fact](), Names(connection), RECORDS_MAX
    for stream in known:
        for last, transaction in _transactions(connection, stream, heads.get(stream.key, 0), left):
            left -= last - heads.get(stream.key, 0)
            heads[stream.key] = last
            if transaction is not None:
                told += facts_of(transaction, where.site, names)
            if len(told) >= limit:
                return Page(told, heads, False)
        if left <= 0:
            return Page(told, heads, False)
    return Page(told, heads, True)


def page_or_problem(connection: apsw.Connection, where: Where, after: Heads, limit: int) -> Page:
    """The same for a program that asks: raises Problem."""
    try:
        return page(connection, where, after, limit)
    except Forgotten as gone:
        detail = (
            "what happened behind this cursor is not kept any more: read the lists, then go on "
            "from `begin`, and take what you know already as known"
        )
        more: dict[str, object] = {
            "begin": gone.begin,
            "catch_up": ["/api/v1/stock", "/api/v1/orders", "/api/v1/asns", "/api/v1/exceptions"],
        }
        raise Problem(410, "feed_forgotten", detail, more=more) from gone


def _transactions(
    connection: apsw.Connection, stream: Stream, after: int, records_max: int
) -> Iterator[tuple[int, Transaction | None]]:
    """Whole transactions behind a record, each with its last record's number. None: a judge
    withheld its effects."""
    ops: list[Placed] = []
    seq, left = after, records_max
    while left > 0 or ops:  # parts of a transaction are read to their end
        rows: list[tuple[Any, ...]] = connection.execute(
            _BEHIND, (stream.number, seq, RECORDS_AT_ONCE)
        ).fetchall()
        if not rows:
            return
        for seq, body, withheld in rows:
            left -= 1
            record = decode_record(body)
            ops += [Placed(seq, index, op) for index, op in enumerate(record.ops)]
            if record.part == 0:
                told = None if withheld else Transaction(stream.node, stream.epoch, record, ops)
                yield seq, told
                ops = []
                if left <= 0:
                    return
