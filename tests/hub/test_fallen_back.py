"""A site put back from a backup while headquarters is away: new work goes on, and nothing that it
had done since the backup is lost or done twice once headquarters is heard again."""

from pathlib import Path

import pytest

from edge.store.quants import is_stale, rebuild
from edge.store.recorder import Recorder
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.policy import WarehousePolicy
from models.warehouse.scopes import warehouse_scope
from sync.core.errors import NotAllowed
from sync.store.sqlite import SqliteStore
from sync.store.sqlite import backup as backups
from tests.hub.floor import Floor
from tests.hub.site import QUICK
from tests.hub.world import Hub, World

LINES = [{"item": "TEA", "quantity": 10}]
HOUR_MS = 3_600_000


def put_back(floor: Floor, backup: Path) -> None:
    """The machine is lost; another goes on from the backup."""
    floor.store.close()
    there = floor.folder / f"{floor.code}-again.db"
    backups.put_back(backup, there)
    floor.store = SqliteStore.open(
        there, CATALOGUE, floor.key, floor.clock,
        policy=WarehousePolicy(), options=QUICK,
    )  # fmt: skip
    floor.store.new_epoch("restored")
    floor.recorder = Recorder(floor.store, floor.recorder.site, floor.clock)


def test_new_documents_go_through_and_old_ones_wait_for_headquarters(world: World) -> None:
    async def scenario(hub: Hub) -> None:
        bonn = await hub.admit(Floor(world.folder, world.clock), "BONN")
        bonn.item("TEA")
        await hub.exchange(bonn)
        assert bonn.do(
            "adjust", item="TEA", location="A-01-01-1", quantity=100, reason="start"
        ).done
        assert bonn.do("take_order", order="OLD", customer="C-1", lines=LINES).done
        bonn.store.backup_to(world.folder / "backup.db")
        bonn.send("OLD")
        await hub.exchange(bonn)
        world.clock.now_ms += HOUR_MS
        put_back(bonn, world.folder / "backup.db")

        assert bonn.store.resuming
        with pytest.raises(NotAllowed, match="resuming"):
            bonn.do("release_orders", orders=["OLD"])
        assert bonn.do("announce_asn", asn="NEW", supplier="KAISER", lines=LINES).done
        assert bonn.do("receive", asn="NEW", item="TEA", quantity=10).done
        assert bonn.do("close_receipt", asn="NEW").done
        assert bonn.do("take_order", order="NEW", customer="C-1", lines=LINES).done
        bonn.send("NEW")
        assert bonn.do("adjust", item="TEA", location="A-01-01-1", quantity=-1, reason="count").done
        assert bonn.on_hand("TEA") == 99

        await hub.exchange(bonn)
        bonn.store.resume()
        assert is_stale(bonn.store.connection)
        rebuild(bonn.store.connection, bonn.warehouse, bonn.recorder.site.places.virtual)
        scope = warehouse_scope(bonn.warehouse)
        there = await hub.writer.run(lambda store: store.digest(scope))
        assert bonn.store.digest(scope) == there
        assert bonn.rows("SELECT number, state FROM dn ORDER BY number") == [
            ("NEW", "shipped"), ("OLD", "shipped"),
        ]  # fmt: skip
        assert bonn.on_hand("TEA") == 89
        assert bonn.check().ok, bonn.check().findings

    world.run(scenario)
