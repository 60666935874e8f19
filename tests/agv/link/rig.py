"""A robot and its site at two ends of a wire of bytes, with somebody in between who means harm."""

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

from agv.link.gate import Gate
from agv.link.keys import verifier
from agv.link.robot import RobotWire
from agv.orders.binding import Binding
from agv.orders.robot import RobotSide
from agv.orders.sheet import Body, factsheet
from agv.protocol.codecs import codec_for
from agv.protocol.order import Edge, Node
from agv.protocol.own import Hello
from agv.protocol.topics import Address
from agv.vehicle import Leg, Report, Task, TaskReport, TaskState, Zone
from edge.fleet.link.registry import Registry, Robot
from edge.fleet.link.sealing import seal_key, seal_public
from edge.fleet.link.site import SiteLink
from edge.fleet.link.watch import Alarm
from edge.fleet.master.plan import Plan

SECRET = bytes(range(32))
SERIAL, MAC, IP = "A-1", "dc:a6:32:01:02:03", "10.0.0.7"
START_UTC_MS = 1_800_000_000_000
Frame = tuple[str, bytes]


class StillVehicle:
    """Counts what would turn a wheel or raise a lift, and does as told at once."""

    def __init__(self) -> None:
        self.route: tuple[Leg, ...] = ()
        self.moves = 0
        self.beats = 0
        self.tasks: dict[str, TaskReport] = {}
        self.passed: int | None = None
        self.node = "A"

    def follow(self, legs: tuple[Leg, ...]) -> None:
        self.route = legs
        self.moves += bool(legs)

    def stop_at_next_node(self) -> None:
        self.route = self.route[:1]

    def cancel(self) -> None:
        self.route = ()

    def pause(self) -> None: ...

    def resume(self) -> None:
        self.moves += bool(self.route)

    def start(self, task: Task) -> None:
        self.moves += 1
        self.tasks[task.task_id] = TaskReport(task_id=task.task_id, state=TaskState.FINISHED)

    def end(self, task_id: str) -> None: ...

    def place(self, node: str) -> None:
        self.node = node

    def confirm(self) -> None: ...

    def beat(self) -> None:
        self.beats += 1

    def drive(self) -> None:
        """Pass the next node."""
        ahead = [leg for leg in self.route if self.passed is None or leg.sequence > self.passed]
        if ahead:
            self.passed, self.node = ahead[0].sequence, ahead[0].node

    def report(self) -> Report:
        return Report(
            at_s=0.0,
            passed=self.passed,
            last_node=self.node,
            localized=True,
            zone=Zone.CLEAR,
            tasks=tuple(self.tasks.values()),
        )


class Rig:
    """`frames`: whatever went to the robot. `steal`: what the one in between does with it."""

    def __init__(
        self, folder: Path, *, ours: bool = True, version: str = "3.0.0", session: str = "s1"
    ) -> None:
        self.registry = Registry(folder)
        entered = Robot(serial=SERIAL, version=version, mac=MAC, ip=IP, ours=ours)
        self.registry.enter(entered)
        numbers = count()
        self.site = SiteLink(
            self.registry,
            seal_key(SECRET),
            lambda: f"nonce-{next(numbers):08}",
            lambda: f"id-{next(numbers)}",
        )
        self.address: Address = entered.address
        self.now_ms = 0
        self.frames: list[Frame] = []
        self.said: list[Frame] = []
        self.carry: Callable[[Frame], list[Frame]] = lambda frame: [frame]
        self.start_robot(session, sealed=ours, version=version)
        if ours:
            self.connected_from(IP, MAC)

    def start_robot(self, session: str, *, sealed: bool = True, version: str = "3.0.0") -> None:
        """Switch the robot on, or off and on."""
        sheet = factsheet(Body())
        self.vehicle = StillVehicle()
        self.side = RobotSide(sheet)
        self.gate = Gate(session, verifier(seal_public(SECRET)), sealed=sealed)
        self.robot = RobotWire(
            self.address,
            codec_for(version),
            self.gate,
            self.side,
            Binding(self.side, self.vehicle, map_id="hall", bars={}),
            self.vehicle,
            sheet,
            Hello(session=session, mac=MAC),
        )
        for each in self.robot.greeting(self.now_ms):
            self.to_site(each.topic, each.payload)

    @property
    def utc_ms(self) -> int:
        return START_UTC_MS + self.now_ms

    def to_site(self, topic: str, payload: bytes) -> None:
        self.said.append((topic, payload))
        self.site.hear(topic, payload, self.utc_ms, {IP: MAC})

    def to_robot(self, topic: str, payload: bytes) -> None:
        self.robot.hear(topic, payload, self.now_ms)

    def step(self, times: int = 1, ms: int = 100) -> None:
        """Both ends take turns."""
        for _ in range(times):
            self.now_ms += ms
            for each in self.robot.step(self.now_ms):
                self.to_site(each.topic, each.payload)
            for out in self.site.step(self.utc_ms):
                self.frames.append((out.topic, out.payload))
                for topic, payload in self.carry((out.topic, out.payload)):
                    self.to_robot(topic, payload)

    def give(self, names: str = "ABC", order_id: str = "o1") -> None:
        """An order from the site."""
        self.site.master(SERIAL).give(plan(names, order_id))

    def alarms(self) -> set[str]:
        return {alarm.kind.value for alarm in self.site.alarms}

    def connected_from(self, ip: str, mac: str | None = None) -> list[Alarm]:
        """The broker logs a connection."""
        line = f"New client connected from {ip}:40000 as x (p2, c1, k15, u'{SERIAL}')."
        before = len(self.site.alarms)
        neighbours = {} if mac is None else {ip: mac}
        self.site.hear("$SYS/broker/log/N", line.encode(), self.utc_ms, neighbours)
        return self.site.alarms[before:]


def plan(names: str, order_id: str = "o1", released: int | None = None) -> Plan:
    return Plan(
        order_id=order_id,
        nodes=tuple(
            Node(node_id=name, sequence_id=0, released=False, actions=()) for name in names
        ),
        edges=tuple(
            Edge(edge_id=name, sequence_id=0, released=False, actions=()) for name in names[1:]
        ),
        released=len(names) if released is None else released,
    )


def mutated(payload: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, taken out, doubled or cut off."""
    data = bytearray(payload)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data)) if data else 0
        match rng.randrange(4):
            case 0 if data:
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                del data[at : at + rng.randint(1, 8)]
            case 2:
                data[at:at] = data[at : at + rng.randint(1, 20)]
            case _:
                del data[max(1, at) :]
    return bytes(data)
