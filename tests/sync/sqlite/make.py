"""Builds SQLite replicas the way the contract suite asks for them."""

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.judge import Policy
from sync.store.protocol import Member, Projection
from sync.store.sqlite import SqliteStore
from tests.sync.catalogue import CATALOGUE
from tests.sync.fleet import key_of


def make_sqlite(
    folder: Path,
    me: Member,
    key: Ed25519PrivateKey,
    wall: Callable[[], int],
    *,
    policy: Policy | None = None,
    judge: bool = False,
    projection: Projection | None = None,
) -> SqliteStore:
    """A new file in this folder."""
    return SqliteStore.create(
        folder / "replica.db",
        CATALOGUE,
        me,
        key,
        wall,
        policy=policy,
        judge=judge,
        projection=projection,
    )


def reopen(folder: Path, number: int, wall: Callable[[], int]) -> SqliteStore:
    """The file made before, as after a restart."""
    return SqliteStore.open(
        folder / "replica.db", CATALOGUE, key_of(number), wall, judge=number == 1
    )
