"""Random work at two sites whose lines come and go: whatever the order in which words arrive, over
both sites and what is on the way between them the sum never changes."""

import random
from collections.abc import Callable

import pytest

from tests.hub.floor import Floor
from tests.hub.test_transfers import in_transit, proved, settled
from tests.hub.world import Hub, World

STEPS = 60
START = 200


class Storm:
    """Both sites, and who works there."""

    def __init__(self, hub: Hub, floors: list[Floor], chance: random.Random) -> None:
        self.hub, self.floors, self.chance = hub, floors, chance
        self.made = 0

    async def step(self) -> None:
        """One thing happens somewhere."""
        if self.chance.random() < 0.4:
            await self._line()
            return
        floor = self.chance.choice(self.floors)
        work: list[Callable[[Floor], None]] = [
            self._make, self._send, self._receive, self._receive, self._unit, self._unit,
            self._missing, self._close, self._settle, self._cancel,
        ]  # fmt: skip
        self.chance.choice(work)(floor)

    async def _line(self) -> None:
        """One line is up for a moment, in part."""
        floor = self.chance.choice(self.floors)
        for _ in range(self.chance.randint(1, 2)):
            await self.hub.exchange(floor, rounds=1)
            if self.chance.random() < 0.6:
                await self.hub.program.links.carry()
        if self.chance.random() < 0.7:
            floor.obey()

    def _make(self, floor: Floor) -> None:
        self.made += 1
        (other,) = (each for each in self.floors if each is not floor)
        lines = [{"item": "TEA", "quantity": self.chance.randint(1, 40)}]
        number = f"T{self.made}"
        assert floor.do("make_transfer", transfer=number, to=other.code, lines=lines).done

    def _send(self, floor: Floor) -> None:
        found = floor.rows(
            "SELECT number FROM dn WHERE state IN ('confirmed', 'short') AND kind = 'transfer'"
        )
        if found:
            (number,) = self.chance.choice(found)
            floor.do("release_orders", orders=[number])
            if floor.rows("SELECT 1 FROM dn WHERE number = ? AND state = 'allocated'", number):
                on_pallet = self.chance.random() < 0.6
                floor.send_released(number, into=f"PAL-{number}" if on_pallet else None)

    def _receive(self, floor: Floor) -> None:
        number = self._open(floor)
        if number is not None:
            quantity = self.chance.randint(1, 30)
            floor.do("receive", asn=number, item="TEA", quantity=quantity, confirm=True)

    def _unit(self, floor: Floor) -> None:
        found = floor.rows(
            "SELECT unit FROM transfer_line WHERE unit IS NOT NULL UNION"
            " SELECT code FROM handling_unit WHERE code LIKE 'PAL-%'"
        )
        if found:
            floor.do("receive_unit", unit=self.chance.choice(found)[0])

    def _missing(self, floor: Floor) -> None:
        """A unit was counted by mistake."""
        found = floor.rows(
            "SELECT DISTINCT asn.number, unit FROM transfer_line JOIN transfer"
            " ON transfer.id = transfer_id JOIN asn ON asn.id = asn_id WHERE unit IS NOT NULL"
        )
        if found:
            number, unit = self.chance.choice(found)
            floor.do("reverse_receipt", asn=number, unit=unit, reason="undo")

    def _close(self, floor: Floor) -> None:
        number = self._open(floor)
        if number is not None and self.chance.random() < 0.5:
            floor.do("close_receipt", asn=number, confirm=True)

    def _settle(self, floor: Floor) -> None:
        found = floor.rows("SELECT number FROM transfer WHERE half = 'in' AND state = 'received'")
        if found:
            floor.do(
                "settle_transfer",
                transfer=self.chance.choice(found)[0],
                item="TEA",
                quantity=self.chance.randint(1, 20),
                verdict=self.chance.choice(("lost", "found")),
            )

    def _cancel(self, floor: Floor) -> None:
        found = floor.rows("SELECT number FROM dn WHERE state = 'confirmed'")
        if found and self.chance.random() < 0.3:
            floor.do("cancel_order", order=self.chance.choice(found)[0], reason="storm")

    def _open(self, floor: Floor) -> str | None:
        found = floor.rows(
            "SELECT number FROM asn WHERE kind = 'transfer'"
            " AND state IN ('announced', 'arrived', 'receiving')"
        )
        return str(self.chance.choice(found)[0]) if found else None

    def total(self) -> int:
        """Over both sites, what is on its way, and what was settled as lost or found."""
        return sum(floor.on_hand("TEA") + _outside(floor) for floor in self.floors)


def _outside(floor: Floor) -> int:
    """Beyond the walls: on the way, written off; less what was found."""
    places = floor.recorder.site.places
    outside = {places.transit, places.loss, places.found}
    found = floor.rows("SELECT quantity, from_location, to_location, kind FROM movement")
    return sum(
        quantity * ((target in outside) - (source in outside))
        for quantity, source, target, kind in found
        if kind != "adjust"
    )


@pytest.mark.parametrize("seed", range(8))
def test_over_both_sites_and_the_road_the_sum_is_conserved(world: World, seed: int) -> None:
    async def scenario(hub: Hub) -> None:
        floors = [await hub.admit(Floor(world.folder, world.clock), code) for code in ("A", "B")]
        floors[0].item("TEA")
        await settled(hub, *floors)
        for floor in floors:
            done = floor.do(
                "adjust", item="TEA", location="A-01-01-1", quantity=START // 2, reason="start"
            )
            assert done.done
        storm = Storm(hub, floors, random.Random(seed))
        for _ in range(STEPS):
            await storm.step()
            assert storm.total() == START, f"seed {seed}"
        await settled(hub, *floors)
        await settled(hub, *floors)
        for floor in floors:
            assert floor.check().ok, floor.check().findings
        await proved(hub)
        lines = [row for floor in floors for row in floor.rows(_LINES)]
        on_the_way = sum(shipped for shipped, _ in lines) - sum(came for _, came in lines)
        assert await in_transit(hub, "TEA") == on_the_way
        _mirrored(floors)

    world.run(scenario)


_LINES = """
SELECT CASE half WHEN 'out' THEN shipped ELSE 0 END,
    CASE half WHEN 'in' THEN received + lost - found ELSE 0 END
FROM transfer_line JOIN transfer ON transfer.id = transfer_id
"""
_TOLD = """
SELECT {id}, sum(shipped) FROM transfer_line JOIN transfer ON transfer.id = transfer_id
WHERE half = '{half}' AND state <> 'cancelled' GROUP BY 1
"""


def _mirrored(floors: list[Floor]) -> None:
    """Once all is told, each half says that the same has left."""
    for source, target in (floors, floors[::-1]):
        out = dict(source.rows(_TOLD.format(id="transfer.id", half="out")))
        came = dict(target.rows(_TOLD.format(id="twin_id", half="in")))
        assert out == came
