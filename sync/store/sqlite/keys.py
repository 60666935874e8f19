"""Keys of the log and of ledgers: stream, record and place packed into one integer.

A table by such a key takes what is appended at the end of a page that has room for it, and a record
of a few kilobytes lies in its page; under a key of several columns a quarter of a page is the most.
"""

INDEX_BITS = 13
SEQ_BITS = 34
STREAM_SHIFT = SEQ_BITS + INDEX_BITS
SEQ_MAX = (1 << SEQ_BITS) - 1

AT = f"id=(?<<{SEQ_BITS}|?)"
"""One record of the log: stream, seq."""
BEHIND = f"id>(?1<<{SEQ_BITS}|?2) AND id<(?1+1<<{SEQ_BITS})"
"""The records of stream ?1 behind seq ?2."""


def of_stream(number: str) -> str:
    """SQL for the records of a stream, whose number is an expression."""
    return f"id BETWEEN {number}<<{SEQ_BITS} AND ({number}+1<<{SEQ_BITS})-1"


def last_of(column: str, number: str) -> str:
    """SQL for a column of the last record of a stream."""
    return f"(SELECT {column} FROM s_log WHERE {of_stream(number)} ORDER BY s_log.id DESC LIMIT 1)"


def first_of(column: str, number: str) -> str:
    """The same of the first record that is held."""
    return f"(SELECT {column} FROM s_log WHERE {of_stream(number)} ORDER BY s_log.id LIMIT 1)"


OF = of_stream("?1")
"""The records of stream ?1."""
HEAD_SEQ = f"SELECT seq FROM s_log WHERE {OF} ORDER BY id DESC LIMIT 1"
BODIES_BEHIND = f"SELECT body FROM s_log WHERE {BEHIND} ORDER BY id"


def log_id(stream: int, seq: int) -> int:
    """Key of a record in the log; both parts are columns of it too, computed from the key."""
    assert seq <= SEQ_MAX
    return stream << SEQ_BITS | seq


def entry_id(stream: int, seq: int, index: int) -> int:
    """Local key of a ledger entry: it orders by stream, record, place."""
    assert seq <= SEQ_MAX and index < 1 << INDEX_BITS
    return stream << STREAM_SHIFT | seq << INDEX_BITS | index
