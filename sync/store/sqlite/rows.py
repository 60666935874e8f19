"""What a statement returns, as far as it has a type."""

from collections.abc import Iterator
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement returns: SQLite's values have no static type, so they are Any just here."""

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...

    def fetchone(self) -> tuple[Any, ...] | None: ...

    def fetchall(self) -> list[tuple[Any, ...]]: ...
