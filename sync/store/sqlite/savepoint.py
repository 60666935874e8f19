"""One command inside a group commit."""

from sync.store.sqlite.replica import Replica


class Savepoint:
    """What is written inside is undone if it raises; the transaction around it goes on.

    A class: every scan passes here, and a generator costs more.
    """

    __slots__ = ("_before", "_mark", "_replica")

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def __enter__(self) -> None:
        replica = self._replica
        assert replica.pending is not None
        self._mark = replica.streams.mark()
        self._before = replica.pending.copy(replica.pending.mark)
        replica.execute("SAVEPOINT command")

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        replica = self._replica
        if raised is not None:
            replica.pending = self._before
            replica.streams.forget(self._mark)
            if not replica.connection.in_transaction:
                return
            replica.execute("ROLLBACK TO command")
        replica.execute("RELEASE command")
