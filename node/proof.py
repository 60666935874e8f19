"""Proving a database: the walk over its pages, chains, seals and digests, and what was found."""

from collections.abc import Callable, Iterable

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.builtin import with_builtin
from sync.core.catalogue import Catalogue
from sync.core.judge import OpenPolicy
from sync.store.sqlite import Options
from sync.store.sqlite.meta import read_identity
from sync.store.sqlite.replica import Replica
from sync.store.sqlite.verify import findings

FINDINGS_MAX = 100
"""Per rule: enough to see a pattern; the count says how many there are."""

Progress = Callable[[str, int, int], None]
"""What is being looked at, how far, of how much."""


class Finding(msgspec.Struct, frozen=True):
    """Something that does not hold."""

    rule: str
    subject: str
    detail: str


class Notes:
    """Gathers findings: all are counted by rule, the first ones of each rule are kept."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.findings: list[Finding] = []

    def add(self, rule: str, found: Iterable[tuple[object, ...]]) -> None:
        """(subject, detail) of everything that breaks a rule."""
        for subject, detail in found:
            self.counts[rule] = self.counts.get(rule, 0) + 1
            if self.counts[rule] <= FINDINGS_MAX:
                self.findings.append(Finding(rule, str(subject), str(detail)))


def prove_log(
    connection: apsw.Connection,
    catalogue: Catalogue,
    key: Ed25519PrivateKey,
    options: Options,
    notes: Notes,
) -> None:
    """Is the file whole, and is the log the one that was signed? Reads only."""
    me, epoch = read_identity(connection)
    replica = Replica(
        connection,
        with_builtin(catalogue),
        me,
        epoch,
        key,
        lambda: 0,
        OpenPolicy(),
        options,
        judge=False,
    )
    for finding in findings(replica):
        notes.add(finding.code, [("log", finding.detail)])
