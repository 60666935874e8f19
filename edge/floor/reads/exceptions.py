"""Reads of what a supervisor should look at."""

from typing import Protocol

import msgspec


class Trouble(msgspec.Struct, frozen=True, gc=False):
    """An exception: what kind, of which document or thing, and what is said of it (JSON)."""

    id: int
    state: str
    kind: str
    code: str
    arguments: str


class ExceptionReads(Protocol):
    """Each an indexed look-up."""

    def trouble(self, exception_id: int) -> Trouble | None:
        """An exception by its id."""
        ...

    def troubles_of(self, kind: str, code: str) -> list[Trouble]:
        """Open ones of a kind about a document or thing, newest first; the first fifty."""
        ...

    def troubles(self) -> list[Trouble]:
        """Open ones, oldest first; the first fifty."""
        ...
