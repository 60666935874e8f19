"""An open transaction of a memory replica, and the rows as seen from inside it."""

from sync.core.catalogue import Pk, Table
from sync.core.fold import Fold
from sync.core.ids import Head, Scope, StreamId
from sync.core.state import ElementState, RightsState, RowState
from sync.store.memory.data import Data, Logged


class Transaction:
    """What lies between begin and commit."""

    def __init__(self, clock: int) -> None:
        self.clock = clock
        self.logged: list[tuple[StreamId, Logged]] = []
        self.heads: dict[StreamId, Head] = {}
        self.folds: list[tuple[Scope, Fold]] = []

    def head(self, stream: StreamId, stored: Head) -> Head:
        return self.heads.get(stream, stored)


class Overlay:
    """The committed rows with those of the open transaction on top."""

    def __init__(self, store: Data, pending: Transaction | None) -> None:
        self._store = store
        self._folds = [fold for _, fold in reversed(pending.folds)] if pending else []

    def load_row(self, table: Table, pk: Pk) -> RowState | None:
        for fold in self._folds:
            if (table.id, pk) in fold.rows:
                state = fold.rows[table.id, pk]
                return state.copy() if state is not None else None
        return self._store.load_row(table, pk)

    def load_element(self, table: Table, pk: Pk, element: str) -> ElementState | None:
        for fold in self._folds:
            if (table.id, pk, element) in fold.elements:
                state = fold.elements[table.id, pk, element]
                return state.copy() if state is not None else None
        return self._store.load_element(table, pk, element)

    def load_rights(self, table: Table, pk: Pk) -> RightsState | None:
        for fold in self._folds:
            if (table.id, pk) in fold.counters:
                state = fold.counters[table.id, pk]
                return state.copy() if state is not None else None
        return self._store.load_rights(table, pk)


class Inner(Overlay):
    """The same, seen from inside one write call: its own changes on top."""

    def __init__(self, fold: Fold, outer: Overlay) -> None:
        self._store = outer._store
        self._folds = [fold, *outer._folds]
