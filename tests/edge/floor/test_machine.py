"""Any sequence of commands keeps the books right: conserved, never negative, as replayed."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.warehouse.commands import Command
from models.warehouse.replies import Reply
from tests.edge.site import TestSite

ITEMS = st.sampled_from(["TEA", "MUG", "MILK"])
LOCATIONS = st.sampled_from(
    ["A-01-01-1", "A-01-02-1", "A-02-01-2", "DOCK-1", "PACK-1", "DAMAGE-1", "HOLD-1"]
)
LOTS = st.sampled_from(["L1", "L2"])
EXPIRIES = st.sampled_from(["2026-02-01", "2026-06-01", "2025-12-01"])
UNITS = st.sampled_from([None, None, "U1", "U2"])
QUANTITIES = st.sampled_from([*range(1, 13), 0, -1])
REASONS = st.sampled_from([None, "not_found", "damaged", "partial"])


class Floor(RuleBasedStateMachine):
    """A small warehouse under random commands. Each is sent twice; the second must be a replay."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.site = TestSite(Path(self._folder.name))
        self.site.add_item("TEA")
        self.site.add_item("MUG", weight_g=100)
        self.site.add_item("MILK", tracking="lot", shelf_life_days=30)
        for item, location in (("TEA", "A-01-01-1"), ("TEA", "A-01-02-1"), ("MUG", "A-02-01-2")):
            self.site.stock(item, location, 10)
        self.site.stock("MUG", "A-01-01-1", 4, unit="U1")
        for lot, expiry in (("L1", "2026-06-01"), ("L2", "2026-02-01")):
            self.site.stock("MILK", "A-01-01-1", 6, lot=lot, expiry=expiry)
        self.documents = 0
        self.asns: list[str] = []
        self.orders: list[str] = []

    def teardown(self) -> None:
        self.site.close()
        self._folder.cleanup()

    def twice(self, type: str, **fields: object) -> Reply:
        """The retry of a command has the same answer and no effect of its own."""
        command: Command = self.site.command(type, **fields)
        first = self.site.send(command)
        movements = self.site.count("movement")
        second = self.site.send(command)
        assert second.replayed
        assert self.site.count("movement") == movements
        assert second.reply() == msgspec.structs.replace(first.reply(), replayed=True)
        return first.reply()

    def waiting(self, kind: str) -> list[dict[str, Any]]:
        """Open tasks of all documents."""
        documents = self.orders if kind == "pick" else [*self.orders, *self.asns]
        return [task for number in documents for task in self.site.tasks(number, kind)]

    def in_state(self, *states: str) -> list[str]:
        """Orders in one of these states."""
        return [number for number in self.orders if self.site.state(number) in states]

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

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.twice("cancel_order", order=data.draw(st.sampled_from(self.orders)), reason="no")

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

    @rule(hours=st.sampled_from([1, 30, 800]))
    def time_passes(self, hours: int) -> None:
        self.site.clock.pass_s(hours * 3600)

    @rule()
    def restart(self) -> None:
        self.site.reopen()

    @invariant()
    def books_are_right(self) -> None:
        assert self.site.check().findings == []


Floor.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_any_sequence_of_commands_keeps_the_books_right = Floor.TestCase
