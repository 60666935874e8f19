"""The write-ahead log: carried over into the database by the writer, once it has grown enough."""

import apsw


class WriteAheadLog:
    """Owns the checkpoints of a connection: only behind a commit, and only every so many pages."""

    def __init__(self, connection: apsw.Connection, pages_max: int) -> None:
        self._connection = connection
        self._pages_max = pages_max
        self._pages = 0
        connection.set_wal_hook(self._grown)

    def _grown(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def committed(self) -> None:
        """Passive: never waits for a reader, so a commit stays short."""
        if self._pages < self._pages_max:
            return
        try:
            total, done = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except (apsw.BusyError, apsw.FullError):
            return  # the commit stands; tried again behind the next one
        if done == total:
            self._pages = 0
