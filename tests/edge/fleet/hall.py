"""A whole site with robots in one process: the edge with its broker, and robots without physics
that speak to it over mutual TLS."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from agv.link.assemble import service_of
from agv.link.discover import Place
from agv.link.identity import Answer, Applying, Kept
from agv.protocol.transport import end
from agv.simulator.gliding import Gliding, Habits
from edge.admin.making import Wish, make_site
from edge.app import Edge, build
from edge.config import read
from edge.fleet.link.enrolling import Asked
from edge.fleet.link.registry import Robot
from edge.fleet.picture import RobotView
from edge.floor.layout import Layout
from edge.store.recorder import Actor
from edge.store.robots import save_floor
from models.warehouse import ids
from models.warehouse.commands import decode_command
from models.warehouse.replies import Reply
from node.clock import wall_clock_ms
from tests.edge.serving import FAST, SMALL

LOOK_S, WAIT_S_MAX = 0.02, 60.0
PACE = 30.0
STEP_MM = 2_000
# Two aisles along, three ways across: handovers above, packing below, chargers beside.
COLUMNS, ROWS = 4, 3


def drawing(*more: dict[str, str]) -> bytes:
    """The floor, and stations of a test's own. Locations are those of `site`."""
    nodes = [
        {"name": f"N{x}{y}", "x_mm": x * STEP_MM, "y_mm": y * STEP_MM}
        for y in range(ROWS)
        for x in range(COLUMNS)
    ]
    across = [
        {"start": f"N{x}{y}", "end": f"N{x + 1}{y}"}
        for y in range(ROWS)
        for x in range(COLUMNS - 1)
    ]
    along = [
        {"start": f"N{x}{y}", "end": f"N{x}{y + 1}"}
        for x in range(COLUMNS)
        for y in range(ROWS - 1)
    ]
    stations = [
        {"name": "pack", "node": "N30", "location": "PACK-1"},
        {"name": "hand a", "node": "N02", "location": "HAND-A"},
        {"name": "hand b", "node": "N32", "location": "HAND-B"},
        {"name": "rack", "node": "N12", "location": "A-01-01-1"},
        {"name": "charger", "node": "N00", "kind": "charger"},
        {"name": "park 1", "node": "N01", "kind": "parking"},
        {"name": "park 2", "node": "N10", "kind": "parking"},
        *more,
    ]
    return msgspec.json.encode(
        {"nodes": nodes, "segments": [*across, *along], "stations": stations}
    )


def make_hall(folder: Path) -> None:
    """A site of two zones that stands alone, on the real clock, as certificates are."""
    layout = Layout(zones=("A", "B"), aisles=1, bays=2, levels=1)
    wish = Wish(
        company="ACME", warehouse="NORTH", name="North", time_zone="UTC", layout=layout, hub="",
        code="", manager="Mia", host="127.0.0.1", port=0,
    )  # fmt: skip
    make_site(folder, wish, wall_clock_ms, FAST)


class Hall:
    """The edge, and its robots by serial."""

    def __init__(self, edge: Edge, folder: Path) -> None:
        assert edge.fleet is not None
        self.edge, self.fleet, self.folder = edge, edge.fleet, folder
        self.vehicles: dict[str, Gliding] = {}
        self._tasks: dict[str, list[asyncio.Future[None]]] = {}
        self._kept: dict[str, list[asyncio.Future[None]]] = {}
        self._numbers = iter(range(1_000_000))

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Let real time pass until something holds."""
        end_s = time.monotonic() + WAIT_S_MAX
        while not holds():
            assert time.monotonic() < end_s, f"{what}: {self.fleet.picture()}"
            await asyncio.sleep(LOOK_S)

    def enrol(self, serial: str, node: str) -> Path:
        """A robot with its identity in a folder, taken in by a one-time code."""
        office, folder = self.fleet.office, self.folder / "robots-of-test" / serial
        code = office.announce(Robot(serial=serial))
        applying = Applying(folder, serial, "", node)
        asked = msgspec.json.decode(applying.request(code), type=Asked)
        taken = office.take(asked, "127.0.0.1")
        answer = Answer(**msgspec.structs.asdict(taken), port=self.fleet.port)
        applying.keep(answer, Place(host="127.0.0.1", port=self.fleet.port))
        self.fleet.link.take_up()
        return folder

    def bind(self, serial: str, **entered: str) -> None:
        """Hold a robot to another address than it has."""
        robot = self.fleet.office.registry.get(serial)
        assert robot is not None
        self.fleet.office.registry.enter(msgspec.structs.replace(robot, **entered))
        self.fleet.link.take_up()

    def switch_on(
        self, folder: Path, charge: float = 1.0, mac: str = "", pace: float = PACE
    ) -> Gliding:
        """A robot that drives at many times real time."""
        kept = Kept(folder)
        kept.identity = msgspec.structs.replace(kept.identity, mac=mac)
        habits = Habits(pace=pace, chargers=frozenset(("N00",)))
        vehicle = Gliding(kept.identity.node, habits, charge)
        service = service_of(kept, vehicle, self._session(kept), _monotonic_ms)
        self.vehicles[kept.identity.serial] = vehicle
        self._tasks[kept.identity.serial] = [
            asyncio.ensure_future(service.run()),
            asyncio.ensure_future(_turn(vehicle)),
        ]
        return vehicle

    def _session(self, kept: Kept) -> str:
        """Never the same for two starts of a robot."""
        return f"{kept.identity.serial}-{next(self._numbers)}-{time.monotonic_ns()}"

    async def switch_off(self, serial: str) -> None:
        await end(self._tasks.pop(serial))

    async def do(self, kind: str, **fields: object) -> Reply:
        """A command of a program."""
        body = {"type": kind, "command_id": f"command-{next(self._numbers)}", **fields}
        answer = await self.edge.writer.submit(decode_command(msgspec.json.encode(body)), Actor())
        return answer.reply()

    async def draw(self, body: bytes) -> None:
        """The floor from now on."""
        await self.edge.writer.transact(
            lambda recorder: save_floor(recorder.store.connection, body, wall_clock_ms())
        )
        await self.fleet.begin_anew()

    async def pallet(self, unit: str, location: str) -> None:
        """A unit with goods in a location."""
        await self.do("create_item", item=f"ITEM-{unit}")
        stored = await self.do(
            "adjust", item=f"ITEM-{unit}", location=location, quantity=5, reason="x", unit=unit
        )
        assert stored.level.value == "ok", stored

    def stands(self, unit: str) -> str:
        """The location a unit is booked in."""
        rows = self.edge.opened.store.read_connection().execute(
            "SELECT l.code FROM handling_unit u JOIN location l ON l.id=u.location_id"
            " WHERE u.code=?",
            (unit,),
        )
        return str(rows.fetchall()[0][0])

    def _value(self, statement: str, *values: str) -> int:
        rows = self.edge.opened.store.read_connection().execute(statement, values).fetchall()
        return int(str(rows[0][0]))

    def tasks(self, kind: str) -> list[str]:
        """Ids of open tasks, as commands name them."""
        rows = self.edge.opened.store.read_connection().execute(
            "SELECT id FROM task WHERE kind=? AND done_at_ms IS NULL ORDER BY id", (kind,)
        )
        return [ids.show(int(str(task_id))) for (task_id,) in rows.fetchall()]

    def open_tasks(self) -> int:
        return self._value("SELECT count(*) FROM task WHERE done_at_ms IS NULL")

    def moves(self, unit: str) -> int:
        """How often a unit's goods were moved as a whole."""
        return self._value(
            "SELECT count(*) FROM movement m JOIN handling_unit u ON u.id=m.from_unit"
            " WHERE u.code=? AND m.kind IN ('move', 'hand_over')",
            unit,
        )

    def exceptions(self) -> list[str]:
        rows = self.edge.opened.store.read_connection().execute("SELECT kind FROM exception")
        return [str(kind) for (kind,) in rows.fetchall()]

    async def next_work(self) -> dict[str, object]:
        """What a person is offered who looks for transports."""
        reply = await self.do("next_work", kinds=["transport"])
        task = reply.data.get("task")
        assert isinstance(task, dict), reply
        return task

    def robot(self) -> RobotView:
        (robot,) = self.fleet.picture().robots
        return robot

    def all_seen(self) -> bool:
        """Whether every robot switched on has told its place."""
        seen = {robot.serial for robot in self.fleet.picture().robots if robot.node}
        return self.vehicles.keys() <= seen

    def forget(self, vehicle: Gliding) -> None:
        """Its robots stay on while this edge ends."""
        assert vehicle in self.vehicles.values()
        self._kept, self._tasks = self._tasks, {}

    def adopt(self, before: "Hall") -> None:
        """The robots of an edge that has ended."""
        self.vehicles, self._tasks = before.vehicles, before._kept

    async def close(self) -> None:
        for serial in list(self._tasks):
            await self.switch_off(serial)


@asynccontextmanager
async def served(folder: Path, **flags: object) -> AsyncIterator[Hall]:
    """The site at work."""
    config = read(
        folder,
        {**SMALL, "robots.on": True, "robots.port": 0, "robots.announce": False, **flags},
        environment={},
    )
    edge = build(config, options=FAST)
    async with edge.running():
        hall = Hall(edge, folder)
        await hall.until(lambda: hall.fleet.port, "broker")
        try:
            yield hall
        finally:
            await hall.close()


async def _turn(vehicle: Gliding) -> None:
    while True:
        vehicle.turn(time.monotonic())
        await asyncio.sleep(LOOK_S)


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000
