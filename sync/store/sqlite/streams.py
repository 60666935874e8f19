"""Streams and scopes by their local numbers; rows and the log hold only these."""

from collections.abc import Callable
from typing import Any

import apsw

from sync.core.chain import stream_tag
from sync.core.ids import EMPTY_HEAD, Head, NodeId, Scope, StreamId
from sync.store.sqlite.keys import OF

STREAM_BITS = 16


class Stream:
    """One stream as this file knows it."""

    __slots__ = ("frozen", "id", "number", "scope", "tag")

    def __init__(self, number: int, stream: StreamId, scope: int, frozen: str) -> None:
        self.number = number
        self.id = stream
        self.scope = scope
        self.tag = stream_tag(stream)
        self.frozen = frozen


class Streams:
    """All known streams and scopes, and the durable heads."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._execute: Callable[..., Any] = connection.execute
        self.load()

    def load(self) -> None:
        """Read everything anew."""
        self.scopes = {
            Scope(str(name)): int(number)
            for number, name in self._execute("SELECT id, name FROM s_scope")
        }
        self.by_id: dict[StreamId, Stream] = {}
        self.by_number: dict[int, Stream] = {}
        for number, node, epoch, scope, frozen in self._execute(
            "SELECT id, node, epoch, scope, frozen FROM s_stream"
        ):
            assert isinstance(number, int) and isinstance(node, int) and isinstance(epoch, int)
            stream = StreamId(NodeId(node), epoch, Scope(str(scope)))
            self._keep(Stream(number, stream, self.scopes[stream.scope], str(frozen)))
        self.heads: dict[int, Head] = {}
        for number in self.by_number:
            row = self._execute(
                f"SELECT seq, hash FROM s_log WHERE {OF} ORDER BY id DESC LIMIT 1", (number,)
            ).fetchone()
            if row is not None:
                self.heads[number] = Head(*row)

    def scope(self, scope: Scope) -> int:
        """The number of a scope, made on first use."""
        number = self.scopes.get(scope)
        if number is None:
            number = self.scopes[scope] = len(self.scopes) + 1
            self._execute("INSERT INTO s_scope(id, name) VALUES(?,?)", (number, scope))
        return number

    def open(self, stream: StreamId) -> Stream:
        """A stream, made on first use."""
        known = self.by_id.get(stream)
        if known is None:
            number = len(self.by_number) + 1
            assert number < 1 << STREAM_BITS
            known = Stream(number, stream, self.scope(stream.scope), "")
            self._execute(
                "INSERT INTO s_stream(id, node, epoch, scope) VALUES(?,?,?,?)", (number, *stream)
            )
            self._keep(known)
        return known

    def mark(self) -> tuple[int, int]:
        """How much is known now, for `forget`."""
        return len(self.by_number), len(self.scopes)

    def forget(self, mark: tuple[int, int]) -> None:
        """Drop what was made after the mark and rolled back."""
        streams, scopes = mark
        for number in range(streams + 1, len(self.by_number) + 1):
            del self.by_id[self.by_number.pop(number).id]
        for scope in [name for name, number in self.scopes.items() if number > scopes]:
            del self.scopes[scope]

    def tag(self, stream: StreamId) -> bytes:
        """What binds a record to its stream inside the chain hash."""
        known = self.by_id.get(stream)
        return known.tag if known is not None else stream_tag(stream)

    def durable_head(self, stream: StreamId) -> Head:
        """Head of the committed prefix."""
        known = self.by_id.get(stream)
        return self.heads.get(known.number, EMPTY_HEAD) if known is not None else EMPTY_HEAD

    def _keep(self, stream: Stream) -> None:
        self.by_id[stream.id] = stream
        self.by_number[stream.number] = stream
