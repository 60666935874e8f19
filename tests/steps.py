"""How much work SQLite does, counted in steps of its own: the same on every machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw


class Steps:
    """Steps taken by all statements of the connections it follows."""

    def __init__(self) -> None:
        self.taken = 0

    def follow(self, connection: apsw.Connection) -> None:
        """Count a connection from now on."""
        connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._add, id=self)

    def _add(self, event: dict[str, Any]) -> None:
        self.taken += event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]


@contextmanager
def counted() -> Iterator[Steps]:
    """The steps of every connection opened inside."""
    steps = Steps()
    apsw.connection_hooks.append(steps.follow)
    try:
        yield steps
    finally:
        apsw.connection_hooks.remove(steps.follow)
