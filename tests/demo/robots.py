"""Four robots at one warehouse: they bring the totes that pickers set down to packing. They have
certificates, speak VDA 5050 with their site, and glide without physics, at many times real time."""

import asyncio
import contextlib
import json
import random
import signal
import sqlite3
import time
from pathlib import Path

import msgspec

from tests.demo.board import Board, Tote
from tests.demo.calling import Calls
from tests.demo.programs import command, environment, free_port, run_well
from tests.demo.shapes import Fleet, RobotCode
from tests.demo.story import Story
from tests.demo.worker import Worker
from tests.demo.world import Site, World

AGV = "holdfast-agv"
COUNT = 4
SPEED_MPS, PACE = 1.0, 8.0
STEP_MM = 3_000
LOOK_S = 0.5
BY_HAND_S = 60.0
"""A tote that no robot has brought by then is carried by somebody."""
STOP_S_MAX = 10.0
COLUMNS, ROWS = 7, 3
CHARGERS = ("N00", "N60")
PARKING = ("N01", "N61", "N10", "N50")
_STANDS = (
    "SELECT u.code FROM handling_unit u JOIN location l ON l.id=u.location_id WHERE l.code=?"
    " AND u.code IN (SELECT value FROM json_each(?))"
)


def drawing(hands: list[str], packing: str) -> bytes:
    """A floor of squares: hand-overs along the upper row, packing in the middle below."""
    names = [[f"N{x}{y}" for x in range(COLUMNS)] for y in range(ROWS)]
    nodes = [
        {"name": names[y][x], "x_mm": x * STEP_MM, "y_mm": -12_000 + y * STEP_MM}
        for y in range(ROWS)
        for x in range(COLUMNS)
    ]
    across = [(names[y][x], names[y][x + 1]) for y in range(ROWS) for x in range(COLUMNS - 1)]
    along = [(names[y][x], names[y + 1][x]) for y in range(ROWS - 1) for x in range(COLUMNS)]
    stations = [
        {"name": hand, "node": names[2][1 + 2 * place], "location": hand}
        for place, hand in enumerate(hands)
    ]
    stations.append({"name": packing, "node": names[0][3], "location": packing})
    stations += [{"name": f"charger {at}", "node": at, "kind": "charger"} for at in CHARGERS]
    stations += [{"name": f"parking {at}", "node": at, "kind": "parking"} for at in PARKING]
    return msgspec.json.encode(
        {
            "nodes": nodes,
            "segments": [{"start": one, "end": other} for one, other in (*across, *along)],
            "stations": stations,
        }
    )


class Robots:
    """The robots of one site: their folders and their process."""

    def __init__(self, site: Site, folder: Path, log: Path) -> None:
        self.site, self.folder, self.log = site, folder, log
        self.fleet = Fleet(robots=[], missions_done=0, missions_failed=0)
        self._process: asyncio.subprocess.Process | None = None
        self._porter: Worker | None = None

    @staticmethod
    def settings() -> str:
        """What the site's settings need."""
        return f"\n[robots]\non = true\nport = {free_port()}\nannounce = false\n"

    async def take_in(self, world: World, key: str, chance: random.Random) -> None:
        """The floor, a one-time code for each robot, and its certificate."""
        site = self.site
        calls = Calls(site.program.port, {"authorization": f"Bearer {key}"})
        self._porter = Worker("Porter", site.code, calls, world.book, chance)
        hands, packing = site.board.places["handover"], site.board.places["packing"][0]
        answer = await calls.call("PUT", "/api/v1/robots/map", drawing(hands, packing))
        assert answer.status == 200, answer.body
        await asyncio.gather(*(self._enrol(calls_of(site, key), number) for number in range(COUNT)))
        site.board.robots = COUNT

    async def _enrol(self, calls: Calls, number: int) -> None:
        serial = f"R-{number + 1}"
        body = json.dumps({"serial": serial}).encode()
        answer = await calls.call("POST", "/api/v1/robots", body)
        assert answer.status == 201, answer.body
        await run_well(
            command(
                AGV, "enrol", serial, "--edge", self.site.program.address, "--code",
                answer.read(RobotCode).code, "--identity", str(self.folder / serial), "--node",
                PARKING[number], "--json",
            )
        )  # fmt: skip
        calls.close()

    async def start(self) -> None:
        """All robots in one process."""
        words = [word for at in sorted(self.folder.iterdir()) for word in ("--connect", str(at))]
        words += [word for charger in CHARGERS for word in ("--charger", charger)]
        words += ["--speed", str(SPEED_MPS), "--pace", str(PACE)]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command(AGV, "simulate", *words),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Ask them to end, and wait."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_S_MAX)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def watch(self) -> None:
        """Look after totes until the day is over: what has come can be packed."""
        board = self.site.board
        while not board.closing:
            await asyncio.sleep(LOOK_S)
            await self._look(board)
        assert self._porter is not None
        self.fleet = await self._porter.look("/api/v1/robots/picture", Fleet)

    async def _look(self, board: Board) -> None:
        if not board.totes:
            return
        packing = board.places["packing"][0]
        for code in await asyncio.to_thread(
            standing, self.site.database, packing, list(board.totes)
        ):
            board.arrived(code)
        now = time.perf_counter()
        late = [tote for tote in board.totes.values() if now - tote.since_s > BY_HAND_S]
        for tote in late:
            await self._carry(tote, packing)

    async def _carry(self, tote: Tote, packing: str) -> None:
        assert self._porter is not None
        fields = {"units": [tote.code], "location": packing, "confirm": True}
        await self._porter.manage("set_down_totes", **fields)  # type: ignore[arg-type]
        self.site.board.arrived(tote.code)
        self.site.board.counts["totes_by_hand"] += 1


def calls_of(site: Site, key: str) -> Calls:
    """A connection of its own."""
    return Calls(site.program.port, {"authorization": f"Bearer {key}"})


def standing(database: Path, location: str, totes: list[str]) -> list[str]:
    """Which of these totes are booked in a location."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(_STANDS, (location, json.dumps(totes))).fetchall()
    return [str(code) for (code,) in rows]


def tell(story: Story, robots: Robots) -> None:
    """A line for whoever watches."""
    story.tell(f"{COUNT} robots bring totes to packing in {robots.site.name}.")
