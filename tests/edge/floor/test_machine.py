"""Any sequence of commands keeps the books right: conserved, never negative, as replayed."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from models.warehouse import ids
from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from tests.edge.floor.machine_kits import KitRules
from tests.edge.floor.machine_nesting import NestRules
from tests.edge.floor.machine_packs import PackRules
from tests.edge.floor.machine_transfers import TransferRules
from tests.edge.site import TestSite

ITEMS = st.sampled_from(["TEA", "MUG", "MILK", "SET", "CUP", "CUP@ACME", "CUP@NORD"])
"""CUP is an item of each of two owners."""
STRAYS = " UNION ALL ".join(
    f"SELECT '{table}', t.id FROM {table} t JOIN item i ON i.id=t.item_id"
    " WHERE t.owner_id<>i.owner_id"
    for table in ("reservation", "asn_line", "dn_line", "kit_order")
) + (
    " UNION ALL SELECT 'quant', q.item_id FROM quant q JOIN item i ON i.id=q.item_id"
    " WHERE q.owner_id<>i.owner_id"
)
LOCATIONS = st.sampled_from(
    ["A-01-01-1", "A-01-02-1", "A-02-01-2", "DOCK-1", "PACK-1", "DAMAGE-1", "HOLD-1"]
)
LOTS = st.sampled_from(["L1", "L2"])
EXPIRIES = st.sampled_from(["2026-02-01", "2026-06-01", "2025-12-01"])
UNITS = st.sampled_from([None, None, "U1", "U2"])
QUANTITIES = st.sampled_from([*range(1, 13), 0, -1])
SHIPMENTS = st.sampled_from(["S1", "S2", "S3"])
HAND = "A-02-04-2"
ZONES = st.sampled_from(["A", "A", "B"])
REASONS = st.sampled_from([None, "not_found", "damaged", "partial"])


class Floor(KitRules, NestRules, PackRules, TransferRules):
    """A small warehouse under random commands. Each is sent twice; the second must be a replay."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.site = TestSite(Path(self._folder.name))
        self.site.add_item("TEA")
        self.site.add_item("MUG", weight_g=100, catch_weight=1)
        self.site.add_item("MILK", tracking="lot", shelf_life_days=30)
        self.site.add_item("CUP")
        self.site.add_item("CUP", owner_id=self.site.add_owner("NORD"))
        self.site.reader.forget()
        for item in ("CUP@ACME", "CUP@NORD"):
            self.site.stock(item, "A-01-01-1", 5)
        for item, location in (("TEA", "A-01-01-1"), ("TEA", "A-01-02-1"), ("MUG", "A-02-01-2")):
            self.site.stock(item, location, 10)
        self.site.stock("MUG", "A-01-01-1", 4, unit="U1")
        for lot, expiry in (("L1", "2026-06-01"), ("L2", "2026-02-01")):
            self.site.stock("MILK", "A-01-01-1", 6, lot=lot, expiry=expiry)
        self.site.do("edit_location", location=HAND, fields={"kind": "handover", "zone": "B"})
        self.add_kit()
        self.add_neighbour()
        self.worker = self.site.add_person("Li Wei")
        self.documents = 0
        self.weighings = 0
        self.asns: list[str] = []
        self.orders: list[str] = []

    def teardown(self) -> None:
        self.site.close()
        self._folder.cleanup()

    def twice(self, type: str, **fields: object) -> Reply:
        """The retry of a command has the same answer and no effect of its own."""
        if type in ("receive", "confirm_pick"):
            fields = {"weight_g": self.weighed(fields["quantity"]), **fields}
        command: Command = self.site.command(type, **fields)
        first = self.site.send(command)
        movements = self.site.count("movement")
        second = self.site.send(command)
        assert second.replayed
        assert self.site.count("movement") == movements
        assert second.reply() == msgspec.structs.replace(first.reply(), replayed=True)
        return first.reply()

    def weighed(self, quantity: object) -> int:
        """Goods of the same item do not weigh the same; now and then one weighs strangely."""
        assert isinstance(quantity, int)
        self.weighings += 1
        return max(0, quantity) * (70 + self.weighings * 17 % 60)

    def waiting(self, kind: str) -> list[dict[str, Any]]:
        """Open tasks of all documents."""
        documents = self.orders if kind == "pick" else [*self.orders, *self.asns]
        return [task for number in documents for task in self.site.tasks(number, kind)]

    def in_state(self, *states: str) -> list[str]:
        """Orders in one of these states."""
        return [number for number in self.orders if self.site.state(number) in states]

    def packages(self) -> list[str]:
        """Labels of all boxes."""
        return [
            row[0]
            for row in self.site.store.connection.execute(
                "SELECT code FROM handling_unit WHERE kind='package' ORDER BY id"
            )
        ]

    @rule(item=ITEMS, quantity=QUANTITIES, second=ITEMS)
    def announce(self, item: str, quantity: int, second: str) -> None:
        self.documents += 1
        lines = [{"item": item, "quantity": quantity}, {"item": second, "quantity": 5}]
        number = f"A{self.documents}"
        if self.twice("announce_asn", asn=number, supplier="S", lines=lines).done:
            self.asns.append(number)

    @precondition(lambda self: self.asns)
    @rule(
        data=st.data(), item=ITEMS, quantity=QUANTITIES, lot=LOTS, expiry=EXPIRIES, unit=UNITS,
        damaged=st.booleans(), confirm=st.booleans(),
    )  # fmt: skip
    def receive(
        self,
        data: st.DataObject,
        item: str,
        quantity: int,
        lot: str,
        expiry: str,
        unit: str | None,
        damaged: bool,
        confirm: bool,
    ) -> None:
        self.twice(
            "receive",
            asn=data.draw(st.sampled_from(self.asns)),
            item=item,
            quantity=quantity,
            lot=lot,
            expiry=expiry,
            unit=unit,
            condition="damaged" if damaged else "good",
            confirm=confirm,
        )

    @rule(item=ITEMS, quantity=QUANTITIES, lot=LOTS, expiry=EXPIRIES, confirm=st.booleans())
    def receive_blind(self, item: str, quantity: int, lot: str, expiry: str, confirm: bool) -> None:
        reply = self.twice(
            "receive", item=item, quantity=quantity, lot=lot, expiry=expiry, confirm=confirm
        )
        if reply.done:
            self.asns.append(str(reply.data["asn"]))

    @precondition(lambda self: self.asns and self.orders)
    @rule(data=st.data(), item=ITEMS, quantity=QUANTITIES, lot=LOTS)
    def cross_dock(self, data: st.DataObject, item: str, quantity: int, lot: str) -> None:
        order = data.draw(st.sampled_from(self.in_state("short", "confirmed") or self.orders))
        self.twice(
            "receive", asn=data.draw(st.sampled_from(self.asns)), item=item, quantity=quantity,
            lot=lot, expiry="2026-06-01", cross_dock=order, confirm=True,
        )  # fmt: skip

    @rule(percent=st.sampled_from([0, 25, 100]))
    def inspect_a_share(self, percent: int) -> None:
        self.twice("set_rule", when={}, says={"kind": "receipt", "inspect_percent": percent})

    @rule(
        item=ITEMS, location=LOCATIONS, quantity=QUANTITIES,
        verdict=st.sampled_from(["good", "damaged"]),
    )  # fmt: skip
    def inspect(self, item: str, location: str, quantity: int, verdict: str) -> None:
        self.twice("inspect", item=item, location=location, quantity=quantity, verdict=verdict)

    @precondition(lambda self: self.in_state("shipped"))
    @rule(
        data=st.data(), item=ITEMS, lot=LOTS, quantity=QUANTITIES, confirm=st.booleans(),
        disposition=st.sampled_from(["restock", "inspect", "scrap", "supplier"]),
    )  # fmt: skip
    def take_back(
        self,
        data: st.DataObject,
        item: str,
        lot: str,
        quantity: int,
        confirm: bool,
        disposition: str,
    ) -> None:
        self.twice(
            "return_goods", order=data.draw(st.sampled_from(self.in_state("shipped"))), item=item,
            quantity=quantity, disposition=disposition, reason="x", confirm=confirm,
            lot=lot if item == "MILK" else None,
        )  # fmt: skip

    @precondition(lambda self: self.asns)
    @rule(data=st.data(), confirm=st.booleans())
    def close(self, data: st.DataObject, confirm: bool) -> None:
        self.twice("close_receipt", asn=data.draw(st.sampled_from(self.asns)), confirm=confirm)

    @precondition(lambda self: self.waiting("putaway"))
    @rule(data=st.data(), location=LOCATIONS, less=st.integers(0, 2), confirm=st.booleans())
    def put_away_as_asked(
        self, data: st.DataObject, location: str, less: int, confirm: bool
    ) -> None:
        task = data.draw(st.sampled_from(self.waiting("putaway")))
        self.twice(
            "put_away",
            task_id=task["task_id"],
            item=task["item"],
            lot=task["lot"],
            quantity=task["quantity"] - less,
            location=location,
            confirm=confirm,
        )

    @rule(item=ITEMS, lot=LOTS, quantity=QUANTITIES, location=LOCATIONS, confirm=st.booleans())
    def put_away(self, item: str, lot: str, quantity: int, location: str, confirm: bool) -> None:
        self.twice(
            "put_away",
            item=item,
            lot=lot if item == "MILK" else None,
            quantity=quantity,
            location=location,
            confirm=confirm,
        )

    @rule(item=ITEMS, quantity=QUANTITIES, second=ITEMS, release=st.booleans())
    def order(self, item: str, quantity: int, second: str, release: bool) -> None:
        self.documents += 1
        number = f"O{self.documents}"
        lines = [{"item": item, "quantity": quantity}, {"item": second, "quantity": 3}]
        if self.twice("take_order", order=number, customer="C", lines=lines).done:
            self.orders.append(number)
            if release:
                self.release([number])

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def release_some(self, data: st.DataObject) -> None:
        self.release(data.draw(st.lists(st.sampled_from(self.orders), min_size=1, max_size=3)))

    def release(self, orders: list[str]) -> None:
        results = self.twice("release_orders", orders=orders).data["orders"]
        assert isinstance(results, list)
        for result in results:
            backorder = result.get("backorder")
            if backorder is not None and backorder not in self.orders:
                self.orders.append(backorder)

    @precondition(lambda self: self.waiting("pick"))
    @rule(data=st.data(), less=st.integers(0, 3), reason=REASONS, unit=UNITS)
    def pick(self, data: st.DataObject, less: int, reason: str | None, unit: str | None) -> None:
        task = data.draw(st.sampled_from(self.waiting("pick")))
        quantity = max(0, task["quantity"] - less)
        reply = self.twice(
            "confirm_pick", **{**task, "quantity": quantity}, reason=reason, unit=unit
        )
        backorder = reply.data.get("backorder")
        if isinstance(backorder, str) and backorder not in self.orders:
            self.orders.append(backorder)

    @precondition(lambda self: self.waiting("pick"))
    @rule(data=st.data(), unit=st.sampled_from(["U1", "U2"]), zone=ZONES)
    def pick_in_zone(self, data: st.DataObject, unit: str, zone: str) -> None:
        task = data.draw(st.sampled_from(self.waiting("pick")))
        self.twice("confirm_pick", **task, unit=unit, zone=zone)

    def picked(self) -> list[str]:
        """Tasks of picks that could be taken back."""
        return [
            ids.show(row[0])
            for row in self.site.store.connection.execute(
                "SELECT id FROM task WHERE kind='pick' AND done_quantity>0 ORDER BY id"
            )
        ]

    @precondition(lambda self: self.picked())
    @rule(data=st.data(), quantity=QUANTITIES, unit=UNITS)
    def take_back_pick(self, data: st.DataObject, quantity: int, unit: str | None) -> None:
        task_id = data.draw(st.sampled_from(self.picked()))
        self.twice("take_back_pick", task_id=task_id, quantity=quantity, unit=unit)

    @precondition(lambda self: self.waiting("pick"))
    @rule(data=st.data(), lot=LOTS, unit=UNITS)
    def change_pick(self, data: st.DataObject, lot: str, unit: str | None) -> None:
        task = data.draw(st.sampled_from(self.waiting("pick")))
        fields = {"lot": lot} if task["item"] == "MILK" else {}
        self.twice("change_pick", task_id=task["task_id"], unit=unit, **fields)

    @rule(unit=st.sampled_from(["U1", "U2"]), zone=ZONES, confirm=st.booleans())
    def take_tote(self, unit: str, zone: str, confirm: bool) -> None:
        self.twice("take_tote", unit=unit, zone=zone, confirm=confirm)

    @rule(
        units=st.lists(st.sampled_from(["U1", "U2"]), min_size=1, max_size=2),
        location=st.sampled_from([HAND, "PACK-1", "STAGE-1"]),
        confirm=st.booleans(),
    )
    def set_down_totes(self, units: list[str], location: str, confirm: bool) -> None:
        self.twice("set_down_totes", units=units, location=location, confirm=confirm)

    @precondition(lambda self: self.in_state("allocated", "picking"))
    @rule(data=st.data())
    def pick_order(self, data: st.DataObject) -> None:
        for task in self.site.tasks(
            data.draw(st.sampled_from(self.in_state("allocated", "picking")))
        ):
            self.twice("confirm_pick", **task)

    @precondition(lambda self: self.in_state("picked", "packing"))
    @rule(data=st.data(), unit=UNITS, some=st.booleans(), item=ITEMS)
    def pack(self, data: st.DataObject, unit: str | None, some: bool, item: str) -> None:
        number = data.draw(st.sampled_from(self.in_state("picked", "packing")))
        lines = [{"item": item, "quantity": 1}] if some else None
        self.twice("pack", order=number, unit=unit, lines=lines)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        ready = self.in_state("packed")
        self.twice("ship", order=data.draw(st.sampled_from(ready or self.orders)))

    @precondition(lambda self: self.in_state("packing", "packed", "staged"))
    @rule(data=st.data(), location=st.sampled_from(["STAGE-1", "DOCK-1", "A-01-01-1"]))
    def stage(self, data: st.DataObject, location: str) -> None:
        number = data.draw(st.sampled_from(self.in_state("packing", "packed", "staged")))
        self.twice("stage", order=number, location=location)

    @rule(data=st.data(), shipment=SHIPMENTS, planned=st.booleans())
    def plan(self, data: st.DataObject, shipment: str, planned: bool) -> None:
        orders = [data.draw(st.sampled_from(self.orders))] if planned and self.orders else []
        self.twice("plan_shipment", shipment=shipment, orders=orders)

    @precondition(lambda self: self.packages())
    @rule(data=st.data(), shipment=SHIPMENTS)
    def load(self, data: st.DataObject, shipment: str) -> None:
        unit = data.draw(st.sampled_from(self.packages()))
        self.twice("load_unit", shipment=shipment, unit=unit)

    @precondition(lambda self: self.packages())
    @rule(data=st.data(), shipment=SHIPMENTS)
    def unload(self, data: st.DataObject, shipment: str) -> None:
        unit = data.draw(st.sampled_from(self.packages()))
        self.twice("unload_unit", shipment=shipment, unit=unit)

    @rule(shipment=SHIPMENTS, confirm=st.booleans())
    def depart(self, shipment: str, confirm: bool) -> None:
        self.twice("depart_shipment", shipment=shipment, confirm=confirm)

    @precondition(lambda self: self.in_state("shipped"))
    @rule(data=st.data(), whole=st.booleans(), item=ITEMS, quantity=QUANTITIES)
    def deliver(self, data: st.DataObject, whole: bool, item: str, quantity: int) -> None:
        number = data.draw(st.sampled_from(self.in_state("shipped")))
        lines = [{"item": item, "delivered": max(0, quantity), "damaged": 1}]
        self.twice("deliver", order=number, lines=None if whole else lines)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.twice("cancel_order", order=data.draw(st.sampled_from(self.orders)), reason="no")

    @rule(
        data=st.data(), item=ITEMS, location=LOCATIONS, to=LOCATIONS, quantity=QUANTITIES,
        unit=UNITS, lot=LOTS, confirm=st.booleans(), for_order=st.booleans(),
        condition=st.sampled_from(["good", "good", "damaged", "missing"]),
    )  # fmt: skip
    def put_content(
        self,
        data: st.DataObject,
        item: str,
        location: str,
        to: str,
        quantity: int,
        unit: str | None,
        lot: str,
        confirm: bool,
        for_order: bool,
        condition: str,
    ) -> None:
        waiting = self.in_state("short", "confirmed") if for_order else []
        self.twice(
            "put_content", location=location, item=item, quantity=quantity, unit=unit, to=to,
            lot=lot if item == "MILK" else None, confirm=confirm, condition=condition,
            order=data.draw(st.sampled_from(waiting)) if waiting else None,
        )  # fmt: skip

    @rule(item=ITEMS, source=LOCATIONS, to=LOCATIONS, quantity=QUANTITIES, unit=UNITS)
    def move(self, item: str, source: str, to: str, quantity: int, unit: str | None) -> None:
        reply = self.twice(
            "move", item=item, from_location=source, to_location=to, quantity=quantity,
            unit=unit,
        )  # fmt: skip
        if reply.undo is not None and quantity % 2:
            self.twice(**reply.undo.command)  # type: ignore[arg-type]

    @rule(source=LOCATIONS, to=LOCATIONS, unit=st.sampled_from(["U1", "U2"]))
    def move_unit(self, source: str, to: str, unit: str) -> None:
        self.twice("move", from_location=source, to_location=to, unit=unit)

    @rule(
        item=ITEMS, location=LOCATIONS, quantity=st.integers(-6, 12), lot=LOTS, unit=UNITS,
        status=st.sampled_from([None, None, "hold", "damaged"]),
    )  # fmt: skip
    def adjust(
        self,
        item: str,
        location: str,
        quantity: int,
        lot: str,
        unit: str | None,
        status: str | None,
    ) -> None:
        self.twice(
            "adjust", item=item, location=location, quantity=quantity, lot=lot,
            expiry="2026-06-01", unit=unit, status=status, reason="count",
        )  # fmt: skip

    @rule(wip_max=st.sampled_from([None, 1, 3]), state=st.sampled_from(["open", "locked"]))
    def channel(self, wip_max: int | None, state: str) -> None:
        self.twice("set_channel", channel="ALL", wip_max=wip_max, state=state)

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def release_by_channel(self, data: st.DataObject) -> None:
        orders = data.draw(st.lists(st.sampled_from(self.orders), min_size=1, max_size=3))
        results = self.twice("release_channel", channel="ALL", orders=orders).data
        found = results.get("orders", [])
        assert isinstance(found, list)
        self.orders += [
            each["backorder"]
            for each in found
            if each.get("backorder") is not None and each["backorder"] not in self.orders
        ]

    @rule(location=LOCATIONS, skill=st.sampled_from([None, "cold"]), able=st.booleans())
    def demand_a_skill(self, location: str, skill: str | None, able: bool) -> None:
        self.twice("edit_location", location=location, fields={"skill": skill})
        fields = {"skills": ["cold"] if able else [], "zones": ["B"], "zones_only": not able}
        self.twice("edit_person", person=self.worker, fields=fields)
        task = self.twice("next_work", skills=["cold"] if able else []).data.get("task")
        assert task is None or isinstance(task, dict)

    @rule(location=LOCATIONS, item=ITEMS, maximum=st.integers(4, 12))
    def pick_face(self, location: str, item: str, maximum: int) -> None:
        fields = {"item": item, "min_quantity": 3, "max_quantity": maximum}
        self.twice("edit_location", location=location, fields=fields)
        self.twice("request_replenishment", location=location)

    @rule(less=st.integers(0, 3))
    def refill(self, less: int) -> None:
        task = self.twice("next_work", kinds=["replenish"]).data.get("task")
        if isinstance(task, dict):
            quantity = max(0, task["left"] - less)
            self.twice("replenish", task_id=task["id"], quantity=quantity)

    @rule(hours=st.sampled_from([1, 30, 800]))
    def time_passes(self, hours: int) -> None:
        self.site.clock.pass_s(hours * 3600)

    @rule()
    def restart(self) -> None:
        self.site.reopen()

    @invariant()
    def books_are_right(self) -> None:
        assert self.site.check().findings == []

    @invariant()
    def goods_are_their_owners(self) -> None:
        strays = self.site.store.connection.execute(STRAYS).fetchall()
        assert strays == []

    @invariant()
    def promises_are_of_waiting_orders(self) -> None:
        rows = self.site.store.connection.execute(
            "SELECT count(*) FROM dn_line n JOIN dn d ON d.id=n.dn_id WHERE n.promised<>0"
            " AND (d.state<>'confirmed' OR n.promised>n.ordered)"
        ).fetchall()
        assert rows == [(0,)]


Floor.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_any_sequence_of_commands_keeps_the_books_right = Floor.TestCase
