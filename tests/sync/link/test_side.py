"""What a store's own trouble means for the stream that happened to come by."""

from pathlib import Path

import pytest

from sync.core.change import Append
from sync.core.effects import Ingest
from sync.core.messages import Batch
from sync.link.side import StoreSide
from sync.store.memory import MemoryStore
from sync.store.protocol import Ingested, Range
from sync.store.sqlite import DiskFull
from tests.sync.catalogue import LEDGER
from tests.sync.fleet import Fleet, make_memory


def test_a_full_disk_is_not_held_against_the_records_that_did_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = Fleet(make_memory, tmp_path, 1)
    edge, hub = fleet.edges[0], fleet.hub
    edge.write(Append(LEDGER, {"thing_id": 7, "quantity": 1}))
    (stream,) = edge.store.vector()
    found = edge.store.extract(stream, 0, 1 << 20)
    assert found is not None
    batch = Batch(stream, found.first, found.bodies, found.seal, ())
    side = StoreSide(hub.store, hlc=lambda: 1)

    def full(self: MemoryStore, batch: Range) -> Ingested:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(MemoryStore, "ingest", full)
        with pytest.raises(DiskFull):
            side.perform(Ingest(batch))
    side.perform(Ingest(batch))
    assert hub.store.vector()[stream].seq == 1
