"""Pallets with cartons in them between two sites: they come as they left, or it is said what does
not."""

from tests.hub.floor import Floor
from tests.hub.test_transfers import between, in_transit, made, settled
from tests.hub.world import Hub, World

IN = """
SELECT unit.code, outer_unit.code FROM handling_unit AS unit
LEFT JOIN handling_unit AS outer_unit ON outer_unit.id = unit.parent_id
WHERE unit.location_id IS NOT NULL AND unit.code LIKE 'X-%' ORDER BY unit.code
"""
STOCK = """
SELECT handling_unit.code, quantity FROM quant JOIN handling_unit ON handling_unit.id = unit_id
WHERE handling_unit.code LIKE 'X-%' ORDER BY 1
"""
WHOLE = [("X-1", "X-PAL"), ("X-2", "X-PAL"), ("X-3", "X-BOX"), ("X-BOX", "X-PAL"), ("X-PAL", None)]
"""A pallet of two cartons and of a box with a carton in it."""
CARTONS = {"X-1": 10, "X-2": 6, "X-3": 4}


def loaded(floor: Floor, number: str, to: str = "KIEL") -> None:
    """Packed onto one pallet."""
    lines = [{"item": "TEA", "quantity": sum(CARTONS.values())}]
    assert floor.do("make_transfer", transfer=number, to=to, lines=lines).done
    assert floor.do("release_orders", orders=[number]).done
    for task in floor.pick_tasks(number):
        assert floor.do("confirm_pick", **task).done
    for unit, quantity in CARTONS.items():
        lines = [{"item": "TEA", "quantity": quantity}]
        assert floor.do("pack", order=number, unit=unit, lines=lines).done
    for unit, into in (("X-3", "X-BOX"), ("X-BOX", "X-PAL"), ("X-1", "X-PAL"), ("X-2", "X-PAL")):
        nested = floor.do("nest_unit", unit=unit, into=into)
        assert nested.done, nested


def left(floor: Floor, number: str, to: str = "KIEL") -> None:
    """The whole pallet is on its way."""
    loaded(floor, number, to)
    assert floor.rows(IN) == WHOLE
    assert floor.do("ship", order=number).done
    assert floor.rows(IN) == []


def test_a_pallet_comes_with_the_cartons_it_left_with(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)

        taken = kiel.do("receive_unit", unit="X-PAL")
        again = kiel.do("receive_unit", unit="X-PAL")
        inner = kiel.do("receive_unit", unit="X-2")
        assert kiel.do("close_receipt", asn="T1").done

        assert (taken.say.args["quantity"], taken.data["units"]) == (20, 5)
        assert again.say.key == inner.say.key == "receive.unit_came"
        assert kiel.rows(IN) == WHOLE
        assert kiel.rows(STOCK) == sorted(CARTONS.items())
        assert await in_transit(hub, "TEA") == 20
        moved = kiel.do("put_away_unit", unit="X-PAL", location="A-01-01-1", confirm=True)
        assert moved.done, moved
        assert kiel.rows(IN) == WHOLE

    between(world, scene)


def test_a_vehicle_takes_the_pallet_as_it_was_loaded(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        loaded(bonn, "T1")
        assert bonn.do("plan_shipment", shipment="S1").done
        assert bonn.do("load_unit", shipment="S1", unit="X-PAL").done
        assert bonn.do("depart_shipment", shipment="S1").done
        await settled(hub, bonn, kiel)

        assert kiel.do("receive_unit", unit="X-PAL").done

        assert kiel.rows(IN) == WHOLE

    between(world, scene)


def test_cartons_that_came_alone_join_their_pallet_as_long_as_they_stand_beside_it(
    world: World,
) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        for carton in ("X-1", "X-2"):
            assert kiel.do("receive_unit", unit=carton).say.args["quantity"] == CARTONS[carton]
        alone = kiel.rows(IN)
        away = kiel.do("put_away_unit", unit="X-2", location="A-01-01-1", confirm=True)
        assert away.done, away

        rest = kiel.do("receive_unit", unit="X-PAL")

        assert alone == [("X-1", None), ("X-2", None)]
        assert rest.say.args["quantity"] == CARTONS["X-3"]
        assert rest.data["elsewhere"] == ["X-2"]
        assert kiel.rows(IN) == [
            ("X-1", "X-PAL"), ("X-2", None), ("X-3", "X-BOX"), ("X-BOX", "X-PAL"), ("X-PAL", None),
        ]  # fmt: skip
        assert kiel.rows("SELECT DISTINCT received, shipped FROM transfer_line WHERE shipped") == [
            (quantity, quantity) for quantity in CARTONS.values()
        ]

    between(world, scene)


def test_a_carton_counted_in_part_by_hand_is_filled_up_by_its_pallet(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive", asn="T1", item="TEA", quantity=7, unit="X-1").done

        rest = kiel.do("receive_unit", unit="X-PAL")

        assert rest.say.args["quantity"] == 13
        assert kiel.rows(IN) == WHOLE
        assert kiel.rows(STOCK) == sorted(CARTONS.items())

    between(world, scene)


def test_a_carton_that_is_missing_is_short_and_may_come_later(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive_unit", unit="X-PAL").done
        missing = kiel.do("reverse_receipt", asn="T1", unit="X-2", reason="undo")
        without = kiel.rows(IN), kiel.rows(STOCK)
        asked = kiel.do("close_receipt", asn="T1")
        found = kiel.do("receive_unit", unit="X-2")
        await settled(hub, bonn, kiel)

        assert missing.say.args["quantity"] == 6
        assert without == (
            [row for row in WHOLE if row[0] != "X-2"], [("X-1", 10), ("X-3", 4)],
        )  # fmt: skip
        assert asked.outcome.value == "partial"
        assert found.say.args["quantity"] == 6
        assert kiel.rows(STOCK) == sorted(CARTONS.items())
        assert await in_transit(hub, "TEA") == 0

    between(world, scene)


def test_a_whole_pallet_counted_by_mistake_comes_again_as_it_was(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive_unit", unit="X-PAL").done
        assert kiel.do("reverse_receipt", asn="T1", unit="X-PAL", reason="undo").done
        gone = kiel.rows(IN)

        again = kiel.do("receive_unit", unit="X-PAL")

        assert gone == []
        assert again.say.args["quantity"] == 20
        assert kiel.rows(IN) == WHOLE

    between(world, scene)


def test_a_carton_nobody_sent_is_refused_and_one_of_another_transfer_is_named(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        made(bonn, 5, "T2")
        bonn.send("T2", unit="Y-1")
        await settled(hub, bonn, kiel)
        opened = kiel.do("open_dialogue", dialogue="receiving")
        assert opened.done and kiel.do("scan", code="T1").done

        stranger = kiel.do("scan", code="X-NEVER")
        other = kiel.do("scan", code="Y-1")
        whole = kiel.do("scan", code="X-PAL")

        assert stranger.outcome.value == "unknown_code"
        assert (other.say.key, other.say.args["asn"]) == ("receive.unit_of_other", "T2")
        assert whole.done
        assert ("Y-1", None) not in kiel.rows(IN)

    between(world, scene)


def test_a_number_that_stands_here_for_something_else_is_not_overwritten(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        own = {"item": "TEA", "location": "A-01-02-1", "quantity": 3, "reason": "start"}
        assert kiel.do("adjust", **own, unit="X-PAL").done
        assert kiel.do("adjust", **own, unit="X-1").done
        left(bonn, "T1")
        await settled(hub, bonn, kiel)

        pallet = kiel.do("receive_unit", unit="X-PAL")
        carton = kiel.do("receive_unit", unit="X-1")
        free = kiel.do("receive_unit", unit="X-2")

        assert pallet.say.key == carton.say.key == "asn.unit_in_use"
        assert free.done
        assert kiel.rows(STOCK) == [("X-1", 3), ("X-2", 6), ("X-PAL", 3)]

    between(world, scene)


def test_a_pallet_goes_there_and_back_again(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        assert kiel.do("receive_unit", unit="X-PAL").done
        assert kiel.do("close_receipt", asn="T1").done
        put = kiel.do("put_away_unit", unit="X-PAL", location="A-01-01-1", confirm=True)
        assert put.done, put
        for carton in ("X-1", "X-2", "X-3", "X-BOX"):
            assert kiel.do("take_out_unit", unit=carton).done
        for carton, quantity in CARTONS.items():
            emptied = kiel.do(
                "move", item="TEA", quantity=quantity, from_location="A-01-01-1",
                to_location="A-01-02-1", unit=carton,
            )  # fmt: skip
            assert emptied.done, emptied
        left(kiel, "T2", to="BONN")
        await settled(hub, bonn, kiel)

        back = bonn.do("receive_unit", unit="X-PAL")
        await settled(hub, bonn, kiel)

        assert back.done, back
        assert bonn.rows(IN) == WHOLE
        assert (bonn.on_hand("TEA"), kiel.on_hand("TEA")) == (100, 0)

    between(world, scene)


def test_a_lorry_that_turns_back_brings_the_pallet_back(world: World) -> None:
    async def scene(hub: Hub, bonn: Floor, kiel: Floor) -> None:
        left(bonn, "T1")
        await settled(hub, bonn, kiel)
        assert bonn.do("reverse_shipment", order="T1", reason="road closed").done
        stands = bonn.rows(IN)
        await settled(hub, bonn, kiel)
        early = kiel.do("receive_unit", unit="X-PAL")
        assert bonn.do("ship", order="T1").done
        await settled(hub, bonn, kiel)

        assert stands == WHOLE
        assert early.say.key == "receive.unit_came"
        assert kiel.do("receive_unit", unit="X-PAL").say.args["quantity"] == 20
        assert kiel.rows(IN) == WHOLE

    between(world, scene)
