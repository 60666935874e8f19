"""What SQLite is given while a scan is recorded, and the same given to it again.

The statements and values alone are the floor: no store that keeps the same rows can be faster.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import msgspec

from edge.opening import open_folder
from edge.store.recorder import Actor, Answer, Recorder
from models.warehouse.commands import Command, decode_command
from node.clock import wall_clock_ms
from sync.core.catalogue import Value

FILE = "heard.msgpack"
_BOUNDS = ("BEGIN IMMEDIATE", "COMMIT")

Statement = tuple[str, tuple[Value, ...]]


class Scan(msgspec.Struct, array_like=True):
    """The statements of one scan, without those around a transaction, and its reply."""

    statements: list[Any]  # of Statement; msgspec has no union of text and bytes
    reply: bytes


_decode = msgspec.msgpack.Decoder(dict[str, Scan]).decode


def heard(connection: apsw.Connection, work: Callable[[], object]) -> list[Statement]:
    """What SQLite is given while this works."""
    statements: list[Statement] = []

    def listen(_: apsw.Cursor, sql: str, values: "apsw.Bindings | None") -> bool:
        statements.append((sql, tuple(values) if values else ()))  # type: ignore[arg-type]
        return True

    connection.exec_trace = listen
    work()
    connection.exec_trace = None
    return statements


def hear(folder: Path, bodies: list[str]) -> None:
    """Record these scans on a copy of a folder, a transaction each, and leave beside the original
    what SQLite was given for them."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "copy"
        shutil.copytree(folder, copy)
        opened = open_folder(copy, wall_clock_ms)
        recorder = Recorder(opened.store, opened.site, wall_clock_ms)
        scans = {}
        for body in bodies:
            command = decode_command(body.encode())
            statements, reply = _one(recorder, command)
            kept = [each for each in statements if each[0] not in _BOUNDS]
            scans[command.command_id] = Scan(kept, reply)
        opened.close()
    (folder / FILE).write_bytes(msgspec.msgpack.encode(scans))


def _one(recorder: Recorder, command: Command) -> tuple[list[Statement], bytes]:
    replies: list[bytes] = []

    def record() -> None:
        with recorder.store.replica.transaction():
            replies.append(recorder.record(command, Actor(1, 1)).body)

    return heard(recorder.store.connection, record), replies[0]


class Again:
    """In the place of a recorder's `record`: what was heard is only given to SQLite again, without
    deciding. What the site itself commands meanwhile is answered alike, and does nothing."""

    def __init__(self, folder: Path, recorder: Recorder) -> None:
        self._scans = _decode((folder / FILE).read_bytes())
        self._idle = Scan([], next(iter(self._scans.values())).reply)
        self._execute = recorder.store.connection.cursor().execute

    def record(self, command: Command, actor: Actor) -> Answer:
        """See Recorder."""
        scan, execute = self._scans.get(command.command_id, self._idle), self._execute
        for sql, values in scan.statements:
            execute(sql, values).fetchall()
        return Answer(scan.reply)
