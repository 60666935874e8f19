"""What can go wrong between nodes, each with a stable code.

SyncError
├── BadRecord     a record that cannot be read: refused, stream frozen
├── BadFrame      bytes on the wire that break a bound or do not parse: connection closed
├── Refused       the peer or the batch is not acceptable (gap, chain, seal, scope, unknown key)
└── NotAllowed    a local change that the merge rules forbid (not the owner, no rights left)
"""


class SyncError(Exception):
    """Base of all; `code` is stable and shown to operators."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class BadRecord(SyncError):
    """A record that cannot be read."""


class BadFrame(SyncError):
    """A frame that breaks a bound or does not parse."""


class Refused(SyncError):
    """A peer or a batch that is not acceptable."""


class NotAllowed(SyncError):
    """A local change the merge rules forbid."""
