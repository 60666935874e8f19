"""The fleet at work: broker, messages, traffic and tasks of a site, each supervised by the program.
What is decided stands in crew.py and assigning.py; here it is written down and said."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.transport import Transport, end
from edge.api.services import Services
from edge.config import Robots
from edge.fleet.assigning import assign, can_do, give
from edge.fleet.board import Board, NotNow
from edge.fleet.crew import Crew, Heard, Wish
from edge.fleet.floor import NO_FLOOR, Floor, read_drawing
from edge.fleet.link import broker
from edge.fleet.link.announce import BrokerAnnouncement
from edge.fleet.link.authority import CERTIFICATE_FILE, EDGE_NAME
from edge.fleet.link.embedded import BrokerThread, EmbeddedBroker, by_registry, mutual
from edge.fleet.link.office import RobotOffice
from edge.fleet.link.sealing import seal_key
from edge.fleet.link.service import FleetService
from edge.fleet.link.site import SiteLink
from edge.fleet.link.watch import read_neighbours
from edge.fleet.master.asking import at_once
from edge.fleet.master.ordering import is_idle
from edge.fleet.master.plan import PlanError
from edge.fleet.master.words import Lost
from edge.fleet.picture import AlarmView, FleetPicture, MapView
from edge.fleet.seat import Kept
from edge.fleet.showing import picture_of
from edge.fleet.traffic.distances import Distances
from edge.fleet.traffic.planning import distances_for
from edge.store import robots as store
from edge.store.errors import StoreError
from edge.store.faults import FAULTS
from edge.store.recorder import Recorder
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

T = TypeVar("T")
TICK_S = 0.25
ASSIGN_TICKS = 4
LOOK_TICKS = 8
LEASE_AGAIN_TICKS = 1_200
NEIGHBOURS = Path("/proc/net/arp")
ALARMS_KEPT = 50
NONCE_BYTES, ID_BYTES = 12, 10


class Chance(msgspec.Struct, frozen=True):
    """draw: from 0 to 1, for ties in traffic. token: so many bytes in hex that nobody guesses."""

    draw: Callable[[], float]
    token: Callable[[int], str]


class Fleet:
    """The robots of a site. Implements edge.fleet.picture.FleetDesk."""

    def __init__(
        self,
        at: Services,
        settings: Robots,
        office: RobotOffice,
        secret: bytes,
        board: Board,
        chance: Chance,
    ) -> None:
        self._at, self._settings, self.office, self._board = at, settings, office, board
        self._registry = office.registry
        self._chance = chance
        self.link = SiteLink(
            self._registry,
            seal_key(secret),
            lambda: chance.token(NONCE_BYTES),
            self._new_id,
        )
        self.port = settings.port
        self.crew = self._crew(Floor(NO_FLOOR), [], None)
        self._words: list[store.Word] = []
        self._alarms: deque[AlarmView] = deque(maxlen=ALARMS_KEPT)
        self._silent: set[str] = set()
        self._waiting = 0
        self._ticks = 0
        self._log = structlog.get_logger("fleet")

    def _new_id(self) -> str:
        return f"robot-{self._chance.token(ID_BYTES)}"

    def _crew(self, floor: Floor, kept: list[Kept], distances: Distances | None) -> Crew:
        return Crew(floor, self._chance.draw, self._new_id, kept, self._at.wall_ms(), distances)

    async def _ways(self, floor: Floor) -> Distances:
        """What the floor teaches, for as many robots as are taken in or have a place to rest."""
        robots = max(len(self._registry.all()), len(floor.chargers) + len(floor.parking))
        return await asyncio.to_thread(
            distances_for, floor.site, floor.graph, robots, self._chance.draw
        )

    # -- life -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled."""
        await self.load()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._broker())
            service = FleetService(self.link, self._connect, self._at.wall_ms, _neighbours)
            tasks = [asyncio.ensure_future(service.run()), asyncio.ensure_future(self._control())]
            if self._settings.announce:
                told = BrokerAnnouncement(
                    self._at.site.name,
                    self._settings.host,
                    self.port,
                    self.office.authority.fingerprint,
                )
                tasks.append(asyncio.ensure_future(told.keep()))
            try:
                await asyncio.gather(*tasks)
            finally:
                await end(tasks)

    async def load(self) -> None:
        """The floor, and where each robot was left."""
        readers = self._at.readers
        body = await readers.run(store.floor_of)
        floor = read_drawing(body) if body is not None else Floor(NO_FLOOR)
        ways = await self._ways(floor)
        self._words = await readers.run(store.words_of)
        self.crew = self._crew(floor, await readers.run(store.seats_of), ways)
        self._hear_words()
        mine = self.crew.jobs()
        await self._transact(lambda recorder: store.drop_leases(recorder.store.connection, mine))
        self.link.take_up()
        for seat in self.crew.seats.values():
            peer = self.link.peer_if_any(seat.serial)
            if peer is not None and seat.plan is not None:
                # What it was told before we were restarted ends at its next node; then it goes on.
                peer.master.resume_to_cancel(seat.plan)

    def _hear_words(self) -> None:
        names = {word.name: word.reason for word in self._words}
        self.crew.paused = names.pop(store.PAUSED, None) is not None
        self.crew.by_people = {
            name: why for name, why in names.items() if name in self.crew.floor.segments
        }

    @asynccontextmanager
    async def _broker(self) -> AsyncIterator[None]:
        """Our own small one; with mosquitto there is nothing to start."""
        settings = self._settings
        hosts = tuple(dict.fromkeys((*settings.hosts, settings.host, "localhost", "127.0.0.1")))
        self.office.write_broker(broker.Settings(port=self.port, bind=settings.host, hosts=hosts))
        if settings.broker != "embedded":
            yield
            return
        tls, may = mutual(self.office.folder), by_registry(self._registry)
        embedded = EmbeddedBroker(self.port, settings.host, tls, may)
        async with BrokerThread(embedded) as self.port:
            self._log.info("broker_serves", port=self.port)
            yield

    def _connect(self) -> Transport:
        folder = self.office.folder
        everywhere = self._settings.host in ("0.0.0.0", "::")  # noqa: S104
        return Mqtt(
            Endpoint(
                host="127.0.0.1" if everywhere else self._settings.host,
                port=self.port,
                client_id=EDGE_NAME,
                certificate=str(folder / broker.EDGE_PEM),
                key=str(folder / broker.EDGE_KEY),
                authority=str(folder / CERTIFICATE_FILE),
            )
        )

    # -- control ----------------------------------------------------------------------------------

    async def _control(self) -> None:
        while True:
            try:
                await self.round()
            except (StoreError, DiskFull, NotAllowed, NotNow) as error:
                self._log.warning("fleet_waits", reason=str(error))
            except FAULTS as error:  # robots wait where they are told to; the next round may do
                self._log.error("fleet_round_failed", exc_info=error)
            await asyncio.sleep(TICK_S)

    async def round(self) -> None:
        """Hear, decide, write down, say."""
        self._ticks += 1
        if self._ticks % LOOK_TICKS == 0 and self._registry.read_again():
            self.link.take_up()
        now_ms = self._at.wall_ms()
        self._hear(now_ms)
        await self._forget(now_ms)
        if not self.crew.floor.drawing.nodes:
            return
        wishes = self.crew.tick(now_ms)
        await self._keep()
        self._say(wishes)
        if self._ticks % ASSIGN_TICKS == 0:
            await self._assign(now_ms)
        await self._settle()

    def _hear(self, now_ms: int) -> None:
        told, self.link.events = self.link.events, []
        for each in told:
            if isinstance(each.event, Lost):
                self._silent.add(each.serial)
            elif each.serial in self._silent and self._is_heard(each.serial):
                self._silent.discard(each.serial)
            self.crew.hear(each)
        for robot in self._registry.all():
            self._look(robot.serial, now_ms)
        alarms, self.link.alarms = self.link.alarms, []
        for alarm in alarms:
            self._log.warning(
                "robot_alarm", kind=alarm.kind.value, serial=alarm.serial, said=alarm.said
            )
            self._alarms.append(
                AlarmView(at_ms=now_ms, kind=alarm.kind.value, serial=alarm.serial, said=alarm.said)
            )

    async def _forget(self, now_ms: int) -> None:
        """Robots that were removed."""
        known = {robot.serial for robot in self._registry.all()}
        for serial in sorted(self.crew.seats.keys() - known):
            if self.crew.forget(serial, now_ms):
                self._silent.discard(serial)
                await self._drop(serial)

    def _is_heard(self, serial: str) -> bool:
        peer = self.link.peer_if_any(serial)
        return peer is not None and not peer.master.lost

    def _look(self, serial: str, now_ms: int) -> None:
        seat, peer = self.crew.seat(serial), self.link.peer_if_any(serial)
        state = peer.master.state if peer is not None else None
        if peer is None or state is None:
            self.crew.look(Heard(serial=serial, silent=True), now_ms, idle=False)
            return
        seat.state, seat.heard_ms = state, peer.master.heard_ms
        heard = Heard(serial=serial, held=self.link.held(serial), silent=serial in self._silent)
        self.crew.look(heard, now_ms, idle=is_idle(state) and peer.master.free)

    def _say(self, wishes: list[Wish]) -> None:
        for wish in wishes:
            peer = self.link.peer_if_any(wish.serial)
            try:
                if peer is not None:
                    peer.master.follow(wish.plan)
            except PlanError as error:
                self._log.error("order_refused_here", serial=wish.serial, reason=str(error))
        cancel, self.crew.cancel = self.crew.cancel, []
        for serial in cancel:
            self._cancel(serial)

    def _cancel(self, serial: str) -> None:
        peer = self.link.peer_if_any(serial)
        if peer is not None:
            peer.master.cancel_if_any()

    async def _keep(self) -> None:
        kept = self.crew.take_kept()
        if kept:
            await self._transact(lambda recorder: store.save_seats(recorder.store.connection, kept))

    async def _drop(self, serial: str) -> None:
        await self._transact(lambda recorder: store.drop_seat(recorder.store.connection, serial))

    async def _assign(self, now_ms: int) -> None:
        crew = self.crew
        found = await self._board.waiting()
        waiting = [job for job in found if can_do(crew, job)]
        self._waiting = len(waiting)
        if crew.paused:
            return
        given = assign(crew, waiting, now_ms)
        refused = {job.task_id for job in given.to_take if not await self._board.take(job)}
        for job in given.let_go:
            await self._board.let_go(job)
        moved = {job.task_id for job in given.let_go} | {job.task_id for _, job in given.pairs}
        for seat in crew.seats.values():
            mine = seat.mission.job if seat.mission is not None else None
            if mine is not None and mine.task_id in moved:
                crew.set(seat, None)
        for serial, job in given.pairs:
            if job.task_id not in refused:
                give(crew, serial, job, now_ms)
        if self._ticks % LEASE_AGAIN_TICKS < ASSIGN_TICKS:
            for job in crew.jobs().values():
                await self._board.take(job)

    async def _settle(self) -> None:
        """Missions that are over, well or badly, are told to the warehouse."""
        for serial, mission in self.crew.to_confirm():
            reason = await self._board.confirm(mission)
            self.crew.confirmed(serial, reason)
        ended, self.crew.ended = self.crew.ended, []
        for each in ended:
            self._log.warning("mission_failed", mission=each.mission.id, reason=each.reason)
            await self._board.give_back(each.mission, each.reason)

    async def _transact(self, work: Callable[[Recorder], T]) -> T:
        return await self._at.writer.transact(work)

    # -- the desk ---------------------------------------------------------------------------------

    def picture(self) -> FleetPicture:
        return picture_of(
            self.crew,
            {robot.serial: robot.quarantine for robot in self._registry.all()},
            self.link.connections(),
            self._words,
            self._alarms,
            self._waiting,
            self._at.wall_ms(),
        )

    def map(self) -> MapView:
        return self.crew.floor.view

    async def pause_all(self, who: str) -> None:
        self._tell_all("startPause")  # first: a full disk must not keep robots going
        await self._speak(store.Word(store.PAUSED, "", who, self._at.wall_ms()))

    async def resume_all(self, who: str) -> None:
        await self._unspeak(store.PAUSED)
        self._tell_all("stopPause")

    async def block(self, segment: str, reason: str, who: str) -> None:
        self.crew.floor.ways(segment)
        await self._speak(store.Word(segment, reason, who, self._at.wall_ms()))

    async def clear(self, segment: str, who: str) -> None:
        self.crew.floor.ways(segment)
        await self._unspeak(segment)

    async def begin_anew(self) -> None:
        """There is another floor from now on. Robots are found again where they stand."""
        for seat in self.crew.seats.values():
            if seat.plan is not None:
                self._cancel(seat.serial)
        await self.load()

    def _tell_all(self, action: str) -> None:
        for robot in self._registry.all():
            peer = self.link.peer_if_any(robot.serial)
            if peer is not None:
                peer.master.do(at_once(action, self._new_id()))

    async def _speak(self, word: store.Word) -> None:
        await self._transact(lambda recorder: store.say(recorder.store.connection, word))
        self._words = await self._at.readers.run(store.words_of)
        self._hear_words()

    async def _unspeak(self, name: str) -> None:
        await self._transact(lambda recorder: store.unsay(recorder.store.connection, name))
        self._words = await self._at.readers.run(store.words_of)
        self._hear_words()


def _neighbours() -> Mapping[str, str]:
    """This computer's neighbour table; none where there is no such file."""
    try:
        return read_neighbours(NEIGHBOURS.read_text(encoding="ascii"))
    except OSError:
        return {}
