"""The fleet at work: enrolled robots drive real orders over the edge's own broker."""

import asyncio
from pathlib import Path

import pytest

from edge.fleet import closing, judging
from edge.fleet.picture import RobotState
from tests.edge.fleet.hall import drawing, make_hall, served

START = (("R-1", "N11"), ("R-2", "N21"), ("R-3", "N01"), ("R-4", "N10"))


def test_a_robot_brings_a_pallet_and_the_ledger_shows_it(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            hall.switch_on(hall.enrol("R-1", "N11"))
            await hall.pallet("P-1", "A-01-01-1")
            asked = await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            assert asked.say.key == "transport.requested"
            await hall.until(lambda: hall.stands("P-1") == "HAND-B", "brought")
            await hall.until(lambda: hall.fleet.crew.done == 1, "done")
            assert hall.open_tasks() == 0 and hall.moves("P-1") == 1
            assert not hall.fleet.picture().alarms

    asyncio.run(run())


def test_four_robots_share_the_floor_and_none_meets_another(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            for serial, node in START:
                hall.switch_on(hall.enrol(serial, node))
            # Nobody plans around a robot that has not said yet where it stands.
            await hall.until(hall.all_seen, "all seen")
            for number in range(6):
                place = ("A-01-01-1", "HAND-A")[number % 2]
                await hall.pallet(f"P-{number}", place)
                await hall.do("request_transport", unit=f"P-{number}", to_location="HAND-B")

            def brought() -> bool:
                nodes = [vehicle.report().last_node for vehicle in hall.vehicles.values()]
                still = [
                    node
                    for node, vehicle in zip(nodes, hall.vehicles.values(), strict=True)
                    if not vehicle.report().since_node_m
                ]
                assert len(set(still)) == len(still), nodes
                return hall.fleet.crew.done == 6

            await hall.until(brought, "all brought")
            assert {hall.stands(f"P-{number}") for number in range(6)} == {"HAND-B"}
            assert [hall.moves(f"P-{number}") for number in range(6)] == [1] * 6

    asyncio.run(run())


@pytest.mark.parametrize("loaded", [False, True])
def test_after_a_restart_a_mission_goes_on_and_nothing_is_done_twice(
    tmp_path: Path, loaded: bool
) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            folder = hall.enrol("R-1", "N31")
            vehicle = hall.switch_on(folder)
            port = hall.fleet.port
            await hall.pallet("P-1", "A-01-01-1")
            await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            seat = hall.fleet.crew.seat("R-1")

            def far_enough() -> bool:
                tasked = seat.mission is not None and seat.mission.job is not None
                return tasked and (seat.loads if loaded else vehicle.report().driving)

            await hall.until(far_enough, "under way")
            hall.forget(vehicle)
        async with served(tmp_path / "site", **{"robots.port": port}) as again:
            again.adopt(hall)
            await again.until(lambda: again.fleet.crew.done == 1, "done after the restart")
            assert again.stands("P-1") == "HAND-B" and again.moves("P-1") == 1
            assert not again.fleet.picture().alarms
            picks = [task.task_id for task in vehicle.report().tasks if "pick" in task.task_id]
            assert len(picks) == 1

    asyncio.run(run())


def test_what_a_robot_cannot_do_goes_back_to_people_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "BLOCKED_MS_SHOWN", 200)
    monkeypatch.setattr(judging, "BLOCKED_MS_MAX", 1_000)

    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            vehicle = hall.switch_on(hall.enrol("R-1", "N31"))
            await hall.pallet("P-1", "A-01-01-1")
            await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            seat = hall.fleet.crew.seat("R-1")
            await hall.until(lambda: seat.plan and seat.mission and seat.mission.job, "under way")
            vehicle.stand_before(True)
            await hall.until(lambda: hall.fleet.picture().blocked, "its stretch is blocked")
            await hall.until(lambda: hall.fleet.crew.failed == 1, "given up")
            await hall.until(lambda: hall.exceptions() == ["robot_gave_up"], "people are told")
            next_task = await hall.next_work()
            assert next_task["unit"] == "P-1"
            assert hall.stands("P-1") == "A-01-01-1"

    asyncio.run(run())


def test_all_stop_on_a_word_and_go_round_what_people_have_blocked(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            vehicle = hall.switch_on(hall.enrol("R-1", "N31"))
            await hall.fleet.block("N11-N12", "wet floor", "Mia")
            await hall.pallet("P-1", "A-01-01-1")
            await hall.do("request_transport", unit="P-1", to_location="HAND-A")
            await hall.until(lambda: vehicle.report().driving, "under way")
            await hall.fleet.pause_all("Mia")
            await hall.until(lambda: hall.robot().state is RobotState.PAUSED, "paused")
            await hall.until(lambda: not vehicle.report().driving, "stands")
            where = vehicle.report().since_node_m
            await asyncio.sleep(0.5)
            assert vehicle.report().since_node_m == where
            await hall.fleet.resume_all("Mia")
            passed: set[tuple[str, str]] = set()
            last = vehicle.report().last_node

            def brought() -> bool:
                nonlocal last
                node = vehicle.report().last_node
                if node != last:
                    passed.add((last, node))
                    last = node
                return hall.fleet.crew.done == 1

            await hall.until(brought, "brought")
            assert not {("N11", "N12"), ("N12", "N11")} & passed
            assert [block.reason for block in hall.fleet.picture().blocked] == ["wet floor"]
            await hall.fleet.clear("N11-N12", "Mia")
            assert not hall.fleet.picture().blocked

    asyncio.run(run())


def test_an_empty_robot_charges_before_it_works(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            vehicle = hall.switch_on(hall.enrol("R-1", "N31"), charge=0.2)
            await hall.pallet("P-1", "A-01-01-1")
            await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            await hall.until(lambda: hall.robot().state is RobotState.CHARGING, "charging")
            assert vehicle.report().last_node == "N00"
            await hall.until(lambda: hall.fleet.crew.done == 1, "brought")
            assert (vehicle.report().charge or 0) > 0.4

    asyncio.run(run())
