"""Two hubs of one company as real programs, each with sites of its own."""

import time
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec

from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader
from tests.browser.company import ADMIN, PASSWORD, Branch, Company
from tests.browser.programs import HUB, PAUSE_S, WAIT_S_MAX, Calls, Program, told

Body = tuple[int, int, str, bytes]
"""Epoch, number, scope, and the record as its author wrote it."""


class Region(Company):
    """A second hub, which joined the company of the first by a one-time code."""

    def __init__(self, folder: Path, first: Company) -> None:
        self._folder = folder
        self.hub = Program(HUB, folder / "region")
        code = told(HUB, "enrol-hub", "--data", str(first.hub.folder))["code"]
        told(
            HUB, "join", first.hub.address, str(code), "--data", str(self.hub.folder),
            "--name", "region", "--admin", ADMIN, "--password", PASSWORD,
        )  # fmt: skip
        self.hub.start()
        self.office = Calls(self.hub.address)
        self.office.post("/session", {"name": ADMIN, "password": PASSWORD})
        self.branches: list[Branch] = []


def eventually(look: Callable[[], object], wanted: object) -> None:
    """Until it is so: what real programs do takes a moment."""
    end = time.monotonic() + WAIT_S_MAX
    while look() != wanted:
        assert time.monotonic() < end, look()
        time.sleep(PAUSE_S)


def records_of(database: Path, node: int) -> list[Body]:
    """What this database holds of one author, read beside the program that serves it."""
    connection = open_reader(database, Options())
    try:
        found = connection.execute(_RECORDS, (node,)).fetchall()
    finally:
        connection.close()
    return msgspec.convert(found, list[Body])


def node_of(database: Path) -> int:
    """Whose database it is."""
    connection = open_reader(database, Options())
    try:
        return _one(connection, "SELECT value FROM s_meta WHERE key = 'node'")
    finally:
        connection.close()


def _one(connection: apsw.Connection, sql: str) -> int:
    (value,) = connection.execute(sql).fetchone() or (0,)
    assert isinstance(value, int)
    return value


_RECORDS = """
SELECT epoch, seq, scope, body FROM s_log JOIN s_stream ON s_stream.id = s_log.stream
WHERE node = ? AND body IS NOT NULL ORDER BY scope, epoch, seq
"""
