"""Rules of the floor's state machine about kits."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.edge.floor.machine_base import Rules

PARTS = st.sampled_from(["TEA", "MUG", "MILK", "SET"])
PLACES = st.sampled_from(["A-01-02-1", "A-02-01-2", "PACK-1", "DOCK-1", "DAMAGE-1"])
SHORT = ("not_found", "damaged")


class KitRules(Rules):
    """A set is made of tea and milk, at first."""

    def add_kit(self) -> None:
        """The kit that the rules are about."""
        self.site.add_item("SET", tracking="lot")
        for part, quantity in (("TEA", 2), ("MILK", 1)):
            assert self.site.do("set_kit_part", kit="SET", item=part, quantity=quantity).done

    @rule(part=PARTS, quantity=st.integers(1, 3), drop=st.booleans())
    def edit_kit(self, part: str, quantity: int, drop: bool) -> None:
        if drop:
            self.twice("drop_kit_part", kit="SET", item=part)
        else:
            self.twice("set_kit_part", kit="SET", item=part, quantity=quantity)

    @rule(quantity=st.integers(-1, 6), kind=st.sampled_from(["kit", "kit", "dekit"]))
    def want_kits(self, quantity: int, kind: str) -> None:
        self.documents += 1
        self.twice(
            "make_kit_order", order=f"K{self.documents}", item="SET", quantity=quantity, kind=kind
        )
        self.twice("release_kit_order", order=f"K{self.documents}")

    def kit_orders(self, *states: str) -> list[str]:
        """Numbers of kit orders in one of these states."""
        marks = ",".join("?" * len(states))
        return [
            row[0]
            for row in self.site.store.connection.execute(
                f"SELECT number FROM kit_order WHERE state IN ({marks}) ORDER BY id", states
            )
        ]

    @precondition(lambda self: self.kit_orders("draft"))
    @rule(data=st.data())
    def release_kits(self, data: st.DataObject) -> None:
        self.twice("release_kit_order", order=data.draw(st.sampled_from(self.kit_orders("draft"))))

    @precondition(lambda self: self.kit_orders("released", "working"))
    @rule(data=st.data(), less=st.integers(0, 3), reason=st.sampled_from([None, *SHORT]))
    def collect(self, data: st.DataObject, less: int, reason: str | None) -> None:
        number = data.draw(st.sampled_from(self.kit_orders("released", "working")))
        order = self.site.reader.kit_order(number)
        assert order is not None
        for held in self.site.reader.reservations(order.id):
            if held.kind == "hard":
                location = self.site.reader.location(held.location_id)
                assert location is not None
                self.twice(
                    "collect_part", order=number, item=held.item, location=location.code,
                    lot=held.lot, quantity=max(0, held.quantity - less), reason=reason,
                )  # fmt: skip
                return

    @precondition(lambda self: self.kit_orders("released", "working"))
    @rule(data=st.data(), kits=st.integers(1, 2), location=PLACES)
    def as_planned(self, data: st.DataObject, kits: int, location: str) -> None:
        """All of it is brought, and some is made: chance alone seldom comes so far."""
        number = data.draw(st.sampled_from(self.kit_orders("released", "working")))
        order = self.site.reader.kit_order(number)
        assert order is not None
        for held in self.site.reader.reservations(order.id):
            spot = self.site.reader.location(held.location_id)
            if held.kind == "hard" and spot is not None:
                self.twice(
                    "collect_part", order=number, item=held.item, location=spot.code,
                    lot=held.lot, quantity=held.quantity,
                )  # fmt: skip
        self.finish(number, kits, location, "good")

    def finish(self, number: str, kits: int, location: str, condition: str) -> None:
        """So many kits are made, or taken apart into parts of this condition."""
        order = self.site.reader.kit_order(number)
        assert order is not None
        if order.kind == "kit":
            self.twice("build_kits", order=number, quantity=kits, location=location)
            return
        parts = [
            {"item": item.code, "quantity": part.quantity * max(1, kits), "lot": "L1",
             "condition": condition, "expiry": "2026-06-01"}
            for part in order.parts
            if (item := self.site.reader.item(part.item_id)) is not None
        ]  # fmt: skip
        held = [each for each in self.site.reader.reservations(order.id) if each.kind == "picked"]
        lot = held[0].lot if held else None
        self.twice("take_apart", order=number, quantity=kits, parts=parts, lot=lot)

    @rule(quantity=st.integers(2, 5), location=PLACES)
    def kits_there(self, quantity: int, location: str) -> None:
        """Parts and kits, so that there is something to make and to take apart."""
        for item, lot in (("SET", "K1"), ("MILK", "L1"), ("TEA", None)):
            self.twice(
                "adjust", item=item, location=location, quantity=quantity * 2, lot=lot,
                expiry="2026-06-01" if item == "MILK" else None, reason="found",
            )  # fmt: skip

    @precondition(lambda self: self.kit_orders("released", "working"))
    @rule(data=st.data(), kits=st.integers(0, 4), location=PLACES, damaged=st.booleans())
    def work_on_kits(self, data: st.DataObject, kits: int, location: str, damaged: bool) -> None:
        number = data.draw(st.sampled_from(self.kit_orders("released", "working")))
        self.finish(number, kits, location, "damaged" if damaged else "missing")

    @precondition(lambda self: self.kit_orders("working", "done"))
    @rule(data=st.data(), kits=st.integers(0, 3))
    def undo_kits(self, data: st.DataObject, kits: int) -> None:
        number = data.draw(st.sampled_from(self.kit_orders("working", "done")))
        self.twice("undo_kits", order=number, quantity=kits)

    @precondition(lambda self: self.kit_orders("released", "working"))
    @rule(data=st.data(), quantity=st.integers(0, 4), location=PLACES)
    def put_part_back(self, data: st.DataObject, quantity: int, location: str) -> None:
        number = data.draw(st.sampled_from(self.kit_orders("released", "working")))
        order = self.site.reader.kit_order(number)
        assert order is not None
        for held in self.site.reader.reservations(order.id):
            if held.kind == "picked":
                self.twice(
                    "put_back_part", order=number, item=held.item, location=location,
                    lot=held.lot, quantity=quantity,
                )  # fmt: skip
                return

    @precondition(lambda self: self.kit_orders("draft", "released", "working"))
    @rule(data=st.data())
    def cancel_kits(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.kit_orders("draft", "released", "working")))
        self.twice("cancel_kit_order", order=number, reason="no")
