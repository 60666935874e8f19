"""The stores under contract."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.core.judge import Policy
from sync.store.protocol import Member, Projection
from sync.store.sqlite import Options, SqliteStore
from tests.sync.catalogue import CATALOGUE
from tests.sync.fleet import make_memory

# The contract is about rules; what FULL guarantees is proved in tests/powerloss.
QUICK = Options(durability="off", head_file=False, sync_directory=False)


def make_sqlite(
    folder: Path,
    me: Member,
    key: Ed25519PrivateKey,
    wall: Callable[[], int],
    *,
    policy: Policy | None = None,
    judge: bool = False,
    projection: Projection | None = None,
    options: Options = QUICK,
) -> SqliteStore:
    """A file of its own."""
    return SqliteStore.create(
        folder / "replica.db",
        CATALOGUE,
        me,
        key,
        wall,
        policy=policy,
        judge=judge,
        projection=projection,
        options=options,
    )


STORES = [pytest.param(make_memory, id="memory"), pytest.param(make_sqlite, id="sqlite")]
