"""Goods of another site are as old as they were there."""

import pytest

from tests.hub.floor import Floor
from tests.hub.test_transfers import between, made, settled
from tests.hub.world import Hub, World


@pytest.mark.parametrize("by_hand", [False, True])
def test_what_comes_keeps_its_age_and_leaves_first(world: World, by_hand: bool) -> None:
    """Stock that came later lies at the destination already; the older goods are taken first."""

    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        ((since,),) = bonn.rows("SELECT received_at_ms FROM quant")
        world.clock.now_ms += 60_000
        made(bonn, 40)
        bonn.send("T1")
        ((sscc,),) = bonn.rows("SELECT code FROM handling_unit WHERE kind = 'package'")
        assert kiel.do("adjust", item="TEA", location="A-01-01-1", quantity=10, reason="start").done
        await settled(hub, bonn, kiel)
        if by_hand:
            taken = kiel.do("receive", asn="T1", item="TEA", quantity=40)
        else:
            taken = kiel.do("receive_unit", unit=sscc)
        assert taken.done, taken
        tasks = taken.data["tasks"]
        assert isinstance(tasks, list)
        for task_id in tasks:
            assert kiel.do(
                "put_away", task_id=task_id, item="TEA", quantity=40, location="A-01-02-1",
                confirm=True,
            ).done  # fmt: skip

        line = {"item": "TEA", "quantity": 5}
        kiel.do("take_order", order="O1", customer="ANN", lines=[line])
        assert kiel.do("release_orders", orders=["O1"]).done

        ages = dict(kiel.rows("SELECT quantity, received_at_ms FROM quant"))
        assert ages[40] == since < ages[10]
        assert kiel.rows("SELECT quantity, reserved FROM quant WHERE reserved > 0") == [(40, 5)]

    between(world, scene)
