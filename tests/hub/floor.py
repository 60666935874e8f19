"""A site on a hub's line that is a whole edge: it decides, and obeys headquarters."""

from pathlib import Path
from typing import Any

import msgspec

from edge.floor.draft import SiteSettings
from edge.floor.layout import Layout
from edge.store.bootstrap import Named, SiteSetup, bootstrap
from edge.store.check import Report, check
from edge.store.local import LOCAL_DDL
from edge.store.ordered import obey, waiting
from edge.store.recorder import Actor, Recorder
from models.warehouse import ids
from models.warehouse.catalogue import CATALOGUE
from models.warehouse.commands import decode_command
from models.warehouse.policy import WarehousePolicy
from models.warehouse.replies import Reply
from node.keys import public_bytes
from sync.store.protocol import Member
from sync.store.sqlite import SqliteStore
from tests.hub.site import QUICK, Certificate, Clock, Site

SMALL = Layout(zones=("A",), aisles=1, bays=4, levels=2)


class Floor(Site):
    """Commands go straight to its recorder, one transaction each."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(folder, clock)
        self._commands = 0

    def accept(self, certificate: dict[str, object]) -> None:
        read = msgspec.convert(certificate, Certificate)
        super().accept(certificate)
        self.store.close()
        me = Member(self.node, read.number, public_bytes(self.key), "edge", read.scopes)
        path = self.folder / f"{self.code}-floor.db"
        hub = self.hub_member
        self.store = SqliteStore.create(
            path, CATALOGUE, me, self.key, self.clock,
            policy=WarehousePolicy(), local_ddl=LOCAL_DDL, options=QUICK,
        )  # fmt: skip
        self.store.enrol(hub)

    def settle_in(self) -> None:
        setup = SiteSetup(
            Named("ACME", "Acme", self.company),
            Named("ACME", "Acme", self.owner),
            Named(self.code, self.code, self.warehouse),
            "Europe/Berlin",
            SMALL,
            SiteSettings(sscc_prefix=f"40{self.number:05}"),
        )
        site = bootstrap(self.store, setup, self.new_id.new, self.clock())
        self.recorder = Recorder(self.store, site, self.clock)

    def do(self, type: str, **fields: object) -> Reply:
        """Make and send a command; its reply."""
        self._commands += 1
        body = {"type": type, "command_id": f"{self.code}-{self._commands:08}", **fields}
        command = decode_command(msgspec.json.encode(body))
        self.store.begin()
        try:
            answer = self.recorder.record(command, Actor(1, 1, may_supervise=True))
        except BaseException:
            self.store.rollback()
            raise
        self.store.commit()
        return answer.reply()

    def obey(self) -> None:
        """What headquarters ordered."""
        self.recorder.reader.forget()
        while waiting(self.recorder):
            self.store.begin()
            obey(self.recorder, self.clock())
            self.store.commit()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.store.connection.execute(sql, values).fetchall()

    def on_hand(self, item: str) -> int:
        """All that the site has of an item."""
        found = self.rows(
            "SELECT coalesce(sum(quantity), 0) FROM quant JOIN item ON item.id = item_id"
            " WHERE code = ?",
            item,
        )
        return int(found[0][0])

    def send(self, number: str, unit: str | None = None) -> None:
        """Release, pick, pack and ship an order."""
        assert self.do("release_orders", orders=[number]).done
        self.send_released(number, unit)

    def send_released(
        self,
        number: str,
        unit: str | None = None,
        weighed: dict[str, int] | None = None,
        into: str | None = None,
    ) -> None:
        """Pick, pack and ship it, in another unit `into`; `weighed`: the weight of goods sold by
        weight, in g, by item."""
        for task in self.pick_tasks(number):
            weight_g = (weighed or {}).get(str(task["item"]))
            done = self.do("confirm_pick", **task, weight_g=weight_g)
            assert done.done, done
        packed = self.do("pack", order=number, unit=unit)
        assert packed.done, packed
        if into is not None:
            nested = self.do("nest_unit", unit=str(packed.data["unit"]), into=into)
            assert nested.done, nested
        shipped = self.do("ship", order=number)
        assert shipped.done, shipped

    def pick_tasks(self, number: str) -> list[dict[str, object]]:
        """What is to be picked for an order."""
        names = ("task_id", "location", "item", "quantity", "lot")
        return [
            {**dict(zip(names, row, strict=True)), "task_id": ids.show(row[0])}
            for row in self.rows(_TASKS, number)
        ]

    def check(self) -> Report:
        return check(self.store.connection, self.recorder.site)


_TASKS = """
SELECT task.id, location.code, item.code, task.quantity, lot.code FROM task
JOIN dn ON dn.id = document_id JOIN location ON location.id = from_location
JOIN item ON item.id = task.item_id LEFT JOIN lot ON lot.id = task.lot_id
WHERE dn.number = ? AND task.kind = 'pick' AND task.done_at_ms IS NULL ORDER BY task.id
"""
