"""Which faults the writer outlives: they undo one command; anything else ends the program."""

import apsw

from edge.store.errors import StoreError
from models.warehouse.states import IllegalTransition
from sync.core.errors import SyncError

FAULTS: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    IllegalTransition,
    LookupError,
    StoreError,
    SyncError,
    TypeError,
    ValueError,
    apsw.BusyError,
    apsw.ConstraintError,
    apsw.SQLError,
)
"""A broken belief (assertion, constraint) stops the write, not the site."""
