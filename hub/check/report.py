"""`holdfast-hub check`: proves the file, the signed logs of all sites, and the figures from them.

Reads only, one consistent moment, beside a running hub if need be. Reports, never repairs.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hub.identity import load_identity
from hub.store import audit, sql
from hub.store.rules import NUMBERS, RULES, broken, wrong_lines, wrong_states
from models.warehouse.catalogue import CATALOGUE
from node.proof import Finding, Notes, Progress, prove_log
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader

PHASES = ("log", *RULES, "state", "order_line", "audit")
_LOG_CODES = frozenset({"pages", "chain", "gap", "seal", "head", "digest", "file"})


class Report(msgspec.Struct, frozen=True):
    """What was looked at and what was found. `frozen`: streams that stand still since a fault."""

    ok: bool
    ledger_ok: bool
    negative_stock: int
    sites: int
    streams: int
    records: int
    movements: int
    quants: int
    quarantined: int
    frozen: int
    conflicts_open: int
    counts: dict[str, int]
    findings: list[Finding]


def check_file(
    database: Path, key: Ed25519PrivateKey, progress: Progress, options: Options | None = None
) -> Report:
    """Raises NotAHub or Damaged if the file cannot be looked at at all."""
    options = options or Options()
    connection = open_reader(database, options)
    try:
        connection.execute("BEGIN")
        load_identity(connection)  # the first read fixes the moment
        return check_connection(connection, key, progress, options)
    finally:
        connection.close()


def check_connection(
    connection: apsw.Connection, key: Ed25519PrivateKey, progress: Progress, options: Options
) -> Report:
    """All checks inside the connection's open read transaction."""
    notes = Notes()
    progress("log", 0, len(PHASES))
    prove_log(connection, CATALOGUE, key, options, notes)
    looks: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        **{rule: partial(broken, connection, rule) for rule in RULES},
        "state": lambda: wrong_states(connection),
        "order_line": lambda: wrong_lines(connection),
        "audit": lambda: audit.broken(connection),
    }
    for place, (rule, look) in enumerate(looks.items(), start=1):
        progress(rule, place, len(PHASES))
        notes.add(rule, look())
    progress("done", len(PHASES), len(PHASES))
    return _report(connection, notes)


def _report(connection: apsw.Connection, notes: Notes) -> Report:
    numbers = sql.row(connection, NUMBERS)
    assert numbers is not None
    return Report(
        not notes.counts,
        not (notes.counts.keys() - _LOG_CODES),
        notes.counts.get("negative", 0),
        *(*numbers, notes.counts, notes.findings),
    )
