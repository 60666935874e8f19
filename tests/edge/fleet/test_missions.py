"""All that robots are sent for comes out of people's queue, and ends in the record as theirs."""

import asyncio
from pathlib import Path

from edge.fleet.picture import MissionKind
from edge.store.robots import jobs_waiting
from tests.edge.fleet.hall import Hall, drawing, make_hall, served

FACE, BULK = "A-01-01-1", "A-01-02-1"
FLOOR = drawing(
    {"name": "dock", "node": "N22", "location": "DOCK-1"},
    {"name": "bulk", "node": "N20", "location": BULK},
    {"name": "R-1", "node": "N31", "kind": "parking"},
)


async def picked_tote(hall: Hall) -> None:
    """A tote with goods for an order, set down for another zone."""
    await hall.do("create_item", item="MUG")
    await hall.do("adjust", item="MUG", location="B-01-01-1", quantity=3, reason="start")
    lines = [{"item": "MUG", "quantity": 3}]
    await hall.do("take_order", order="O-1", customer="C", lines=lines)
    await hall.do("release_orders", orders=["O-1"])
    (task,) = hall.tasks("pick")
    where = {"location": "B-01-01-1", "item": "MUG", "quantity": 3, "unit": "T-1", "zone": "B"}
    assert (await hall.do("confirm_pick", task_id=task, **where)).level.value == "ok"
    set_down = await hall.do("set_down_totes", units=["T-1"], location="HAND-A", confirm=True)
    assert set_down.level.value == "ok", set_down
    assert (
        await hall.do("request_transport", unit="T-1", to_location="PACK-1")
    ).level.value == "ok"


async def received_pallet(hall: Hall) -> None:
    """A pallet that stands at the dock and is to be put away in the bulk place."""
    await hall.do("create_item", item="TEA")
    lines = [{"item": "TEA", "quantity": 8, "unit": "P-1"}]
    await hall.do("announce_asn", asn="A-1", supplier="S", lines=lines)
    await hall.do("arrive_asn", asn="A-1", dock="DOCK-1")
    assert (await hall.do("receive_unit", unit="P-1")).level.value == "ok"


def test_each_kind_of_mission_is_done_and_the_robot_returns_to_its_place(tmp_path: Path) -> None:
    seen: list[MissionKind] = []

    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(FLOOR)
            face = {"item": "TEA", "min_quantity": 2, "max_quantity": 8}
            vehicle = hall.switch_on(hall.enrol("R-1", "N11"))
            seat = hall.fleet.crew.seat("R-1")

            async def until(done: int) -> None:
                def holds() -> bool:
                    mission = seat.mission
                    if mission is not None and mission.kind not in seen[-1:]:
                        seen.append(mission.kind)
                    return seat.done == done and vehicle.report().last_node == "N31"

                await hall.until(holds, f"{done} missions, and at its place")

            await picked_tote(hall)
            await until(1)
            assert hall.stands("T-1") == "PACK-1"
            await received_pallet(hall)
            await until(2)
            assert hall.stands("P-1") in (FACE, BULK)
            await hall.do("move", unit="P-1", from_location=hall.stands("P-1"), to_location=BULK)
            await hall.do("edit_location", location=FACE, fields=face)
            assert (await hall.do("request_replenishment", location=FACE)).level.value == "ok"
            await until(3)
            assert hall.stands("P-1") == FACE and not hall.tasks("replenish")
            await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            await until(4)
            assert hall.stands("P-1") == "HAND-B"
            assert not hall.open_tasks() and not hall.exceptions()

    asyncio.run(run())
    assert {
        MissionKind.BRING_TOTE,
        MissionKind.PICK_UP_PALLET,
        MissionKind.GOODS_TO_PERSON,
        MissionKind.RETURN,
    } <= set(seen)


def test_a_refill_that_takes_part_of_a_pallet_is_peoples(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(FLOOR)
            await hall.pallet("P-1", BULK)
            face = {"item": "ITEM-P-1", "min_quantity": 1, "max_quantity": 3}
            await hall.do("edit_location", location=FACE, fields=face)
            await hall.do("request_replenishment", location=FACE)
            assert len(hall.tasks("replenish")) == 1
            assert await hall.edge.services.readers.run(jobs_waiting, 0) == []

    asyncio.run(run())


def test_a_robot_that_is_removed_leaves_its_place_to_others(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(FLOOR)
            hall.switch_on(hall.enrol("R-2", "N01"))
            await hall.until(lambda: hall.fleet.crew.seat("R-2").number is not None, "stands")
            await hall.switch_off("R-2")
            hall.fleet.office.remove("R-2")
            hall.fleet.link.take_up()
            await hall.until(lambda: "R-2" not in hall.fleet.crew.seats, "forgotten")
            hall.switch_on(hall.enrol("R-1", "N01"))
            await hall.until(lambda: hall.fleet.crew.seat("R-1").number == 0, "in its place")
            await hall.until(lambda: hall.robot().node == "N31", "drives from there")

    asyncio.run(run())
