"""What can go wrong on the way into the store; the API turns each into a problem with its code.

StoreError
├── CommandIdReused   the same command_id came with another body (409)
├── WriterBehind      the queue is full; try again shortly (503)
├── CommandFailed     a belief of ours broke; nothing of this command was written (500)
└── WriterStopped     the writer has ended; the program is going down (503)
A full disk is sync.store.sqlite.DiskFull (507).
"""


class StoreError(Exception):
    """Base of all; `code` is stable."""

    status = 500
    code = "store_error"
    retry_after_s: int | None = None


class CommandIdReused(StoreError):
    """The same command_id came with another body."""

    status, code = 409, "command_id_reused"


class WriterBehind(StoreError):
    """The queue is full."""

    status, code = 503, "writer_behind"
    retry_after_s = 1


class CommandFailed(StoreError):
    """Nothing of this command was written."""

    status, code = 500, "command_failed"


class WriterStopped(StoreError):
    """The writer has ended."""

    status, code = 503, "writer_stopped"
    retry_after_s = 5
