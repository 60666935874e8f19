"""Rules of the floor's state machine about transfers, and about taking back what was booked."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.warehouse import ids
from models.warehouse.catalogue import WAREHOUSE
from models.warehouse.scopes import company_scope
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.floor.machine_base import Rules

OTHER, TWIN = 8_001, 9_000
ITEMS = st.sampled_from(["TEA", "MUG", "MILK"])
BOXES = st.sampled_from(["FAR-1", "FAR-2", "U1", None])
PALLETS = st.sampled_from([None, "FAR-PAL", "FAR-1", "U1"])
WORDS = st.integers(1, 6)
STATES = st.sampled_from(["confirmed", "in_transit", "cancelled"])


class TransferRules(Rules):
    """Another site sends goods here and gets some; words come late, twice and out of turn."""

    orders: list[str]
    asns: list[str]
    transfers = 0

    def add_neighbour(self) -> None:
        """A second site of the company."""
        site = self.site
        values: dict[str, Value] = {
            "company_id": site.site.company_id, "code": "W2", "name": "South",
        }  # fmt: skip
        site.store.begin()
        site.store.write(
            company_scope(site.site.company_id), [Put(WAREHOUSE, OTHER, values)], Author()
        )
        site.store.commit()

    @rule(item=ITEMS, quantity=st.integers(0, 12))
    def send_away(self, item: str, quantity: int) -> None:
        self.transfers += 1
        number = f"T{self.transfers}"
        lines = [{"item": item, "quantity": quantity}]
        if self.twice("make_transfer", transfer=number, to="W2", lines=lines).done:
            self.orders.append(number)

    @rule(
        which=st.integers(1, 3), word=WORDS, state=STATES, item=ITEMS, box=BOXES,
        planned=st.integers(0, 9), sent=st.integers(0, 9), pallet=PALLETS,
    )  # fmt: skip
    def hear(
        self,
        which: int,
        word: int,
        state: str,
        item: str,
        box: str | None,
        planned: int,
        sent: int,
        pallet: str | None,
    ) -> None:
        (goods,) = self.site.reader.items(item)
        shown = ids.show(goods.id)
        lot = {"lot": "L1", "expiry": "2026-06-01"} if item == "MILK" else {}
        left = {"item": shown, "quantity": sent, "unit": box, **lot}
        heard = self.twice(
            "announce_transfer",
            twin=ids.show(TWIN + which),
            source=ids.show(OTHER),
            transfer=f"FAR{which}",
            word=word,
            state=state,
            lines=[{"item": shown, "ordered": planned}],
            sent=[left] if sent else [],
            units=[{"unit": box, "into": pallet}] if box and pallet else [],
        )
        assert heard.done
        if f"FAR{which}" not in self.asns and self.site.reader.asn(f"FAR{which}") is not None:
            self.asns.append(f"FAR{which}")

    @rule(box=st.sampled_from(["FAR-1", "FAR-2", "FAR-PAL", "U1"]))
    def take_in_whole(self, box: str) -> None:
        self.twice("receive_unit", unit=box)

    @rule(
        which=st.integers(1, 3), item=ITEMS, quantity=st.integers(1, 9),
        verdict=st.sampled_from(["lost", "found"]),
    )  # fmt: skip
    def settle(self, which: int, item: str, quantity: int, verdict: str) -> None:
        self.twice(
            "settle_transfer", transfer=f"FAR{which}", item=item, quantity=quantity, verdict=verdict
        )

    @precondition(lambda self: self.transfers)
    @rule(
        data=st.data(), word=WORDS, state=st.sampled_from(["receiving", "received"]),
        received=st.integers(0, 12), lost=st.integers(0, 3),
    )  # fmt: skip
    def hear_back(
        self, data: st.DataObject, word: int, state: str, received: int, lost: int
    ) -> None:
        number = f"T{data.draw(st.integers(1, self.transfers))}"
        for half in self.site.reader.transfers(number):
            line = self.site.reader.transfer_lines(half.id)[0]
            said = {"item": ids.show(line.item_id), "received": received, "lost": lost, "found": 0}
            self.twice(
                "note_transfer", half=ids.show(half.id), word=word, state=state, lines=[said]
            )

    @precondition(lambda self: self.asns)
    @rule(
        data=st.data(), item=st.one_of(st.none(), ITEMS), quantity=st.integers(1, 9),
        unit=st.sampled_from([None, None, "U1", "FAR-1", "FAR-PAL"]),
    )  # fmt: skip
    def unreceive(
        self, data: st.DataObject, item: str | None, quantity: int, unit: str | None
    ) -> None:
        number = data.draw(st.sampled_from(self.asns))
        self.twice(
            "reverse_receipt", asn=number, item=item, quantity=quantity, unit=unit, reason="wrong"
        )

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def lorry_comes_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.orders))
        self.twice("reverse_shipment", order=number, reason="road closed")

    @rule(item=ITEMS, quantity=st.integers(1, 4), location=st.sampled_from(["DOCK-1", "A-01-01-1"]))
    def look_again(self, item: str, quantity: int, location: str) -> None:
        self.twice("hold_back", item=item, quantity=quantity, location=location)
