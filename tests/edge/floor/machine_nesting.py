"""Rules of the floor's state machine about units in units."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.edge.floor.machine_base import Rules

SITES = st.sampled_from(["A-01-01-1", "A-01-02-1", "A-02-01-2", "DOCK-1", "STAGE-1", "PACK-1"])
STOCK = st.sampled_from(["U1", "U2", "U3"])
PALLETS = st.sampled_from(["U1", "U2", "P1", "P2", "P3"])


class NestRules(Rules):
    """Cartons, boxes of customers and pallets under both."""

    def units(self) -> list[str]:
        """Codes of all units, those that left too."""
        return [
            row[0]
            for row in self.site.store.connection.execute(
                "SELECT code FROM handling_unit ORDER BY id"
            )
        ]

    @precondition(lambda self: self.units())
    @rule(data=st.data(), into=PALLETS)
    def nest(self, data: st.DataObject, into: str) -> None:
        unit = data.draw(st.sampled_from(self.units()))
        reply = self.twice("nest_unit", unit=unit, into=into)
        if reply.undo is not None and data.draw(st.booleans()):
            self.twice(**reply.undo.command)  # type: ignore[arg-type]

    @precondition(lambda self: self.units())
    @rule(data=st.data(), into=PALLETS)
    def nest_twice(self, data: st.DataObject, into: str) -> None:
        """Deeper at once than chance would go."""
        unit = data.draw(st.sampled_from(self.units()))
        self.twice("nest_unit", unit=unit, into=into)
        self.twice("nest_unit", unit=into, into=f"{into}-OUTER")

    @precondition(lambda self: self.units())
    @rule(data=st.data())
    def take_out(self, data: st.DataObject) -> None:
        self.twice("take_out_unit", unit=data.draw(st.sampled_from(self.units())))

    @precondition(lambda self: self.units())
    @rule(data=st.data(), to=SITES, undo=st.booleans())
    def move_whole(self, data: st.DataObject, to: str, undo: bool) -> None:
        unit = self.site.reader.unit(data.draw(st.sampled_from(self.units())))
        assert unit is not None
        here = self.site.reader.location(unit.location_id) if unit.location_id else None
        if here is None:
            return
        reply = self.twice("move", unit=unit.code, from_location=here.code, to_location=to)
        if undo and reply.undo is not None:
            self.twice(**reply.undo.command)  # type: ignore[arg-type]

    @precondition(lambda self: self.units())
    @rule(data=st.data(), location=SITES, confirm=st.booleans())
    def put_whole_away(self, data: st.DataObject, location: str, confirm: bool) -> None:
        unit = data.draw(st.sampled_from(self.units()))
        self.twice("put_away_unit", unit=unit, location=location, confirm=confirm)

    @precondition(lambda self: self.units())
    @rule(data=st.data())
    def stage_whole(self, data: st.DataObject) -> None:
        unit = data.draw(st.sampled_from(self.units()))
        self.twice("stage", unit=unit, location="STAGE-1")

    @precondition(lambda self: self.units())
    @rule(data=st.data(), shipment=st.sampled_from(["S1", "S2", "S3"]), on=st.booleans())
    def load_whole(self, data: st.DataObject, shipment: str, on: bool) -> None:
        unit = data.draw(st.sampled_from(self.units()))
        self.twice("load_unit" if on else "unload_unit", shipment=shipment, unit=unit)

    @rule(pallet=st.sampled_from(["P1", "P2"]), shipment=st.sampled_from(["S1", "S2"]))
    def pallet_of_packages(self, pallet: str, shipment: str) -> None:
        """Everything that is packed goes onto a pallet, to staging and onto a vehicle."""
        packed = self.site.store.connection.execute(
            "SELECT code FROM handling_unit WHERE kind='package' AND state='closed'"
            " ORDER BY id LIMIT 4"
        ).fetchall()
        for (code,) in packed:
            self.twice("nest_unit", unit=code, into=pallet)
        self.twice("stage", unit=pallet, location="STAGE-1")
        self.twice("plan_shipment", shipment=shipment)
        self.twice("load_unit", shipment=shipment, unit=pallet)

    @rule(quantity=st.integers(1, 5), inner=STOCK, outer=PALLETS, take=PALLETS)
    def announce_units(self, quantity: int, inner: str, outer: str, take: str) -> None:
        self.documents += 1
        lines = [
            {"item": "TEA", "quantity": quantity, "unit": inner},
            {"item": "MILK", "quantity": 2, "lot": "L1", "expiry": "2026-06-01", "unit": outer},
        ]
        self.twice(
            "announce_asn", asn=f"N{self.documents}", supplier="S", lines=lines,
            units=[{"unit": inner, "into": outer}],
        )  # fmt: skip
        self.twice("receive_unit", unit=take)
        self.twice("put_away_unit", unit=take, location="A-01-02-1", confirm=True)

    @invariant()
    def a_unit_is_where_its_outermost_is(self) -> None:
        rows = self.site.store.connection.execute(
            "WITH RECURSIVE up(id, root, level) AS ("
            " SELECT id, id, 0 FROM handling_unit UNION ALL"
            " SELECT up.id, u.parent_id, level+1 FROM up JOIN handling_unit u ON u.id=up.root"
            " WHERE u.parent_id IS NOT NULL AND level<9)"
            " SELECT c.code FROM up JOIN handling_unit c ON c.id=up.id"
            " JOIN handling_unit r ON r.id=up.root"
            " WHERE level>2 OR c.location_id IS NOT r.location_id"
        ).fetchall()
        assert rows == []
