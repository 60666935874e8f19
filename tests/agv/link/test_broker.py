"""mosquitto with what a site writes for it, and our own small broker with the same files: who has
no certificate of ours does not get in, and who has one says and hears its own and nothing else."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agv.link.keys import key_pem, new_key, request_pem
from agv.link.service import RobotService
from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.transport import Arrived, Disconnected, end
from edge.fleet.link import authority as authorities
from edge.fleet.link import broker as brokers
from edge.fleet.link.authority import Authority
from edge.fleet.link.embedded import EmbeddedBroker, by_registry, mutual
from edge.fleet.link.registry import Registry, Robot
from edge.fleet.link.service import FleetService
from edge.fleet.link.watch import Alarm, AlarmKind, Sighting, read_log
from tests.agv.link.brokers import free_port, listening, mosquitto, need_mosquitto
from tests.agv.link.rig import MAC, START_UTC_MS, Rig
from tests.agv.link.test_transport import first

NOW_MS = START_UTC_MS


class Site:
    """A site with two robots, and its broker's files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        # The broker and its clients look at the real clock: certificates have to be good today.
        self.now_ms = int((folder.stat().st_mtime) * 1000)
        self.authority: Authority = authorities.create(folder, "NORTH", self.now_ms)
        self.registry = Registry(folder)
        for serial in ("A-1", "B-2"):
            self.registry.enter(Robot(serial=serial))
            self.certify(self.authority, serial)
        settings = brokers.Settings(port=self.port)
        self.config = brokers.write(
            folder, settings, self.authority, self.registry.all(), self.now_ms
        )

    def certify(self, authority: Authority, serial: str, name: str = "") -> None:
        """A key and certificate of a robot, in files."""
        key = new_key()
        issued = authority.issue(request_pem(key, serial), serial, self.now_ms)
        (self.folder / f"{name or serial}.key").write_bytes(key_pem(key))
        (self.folder / f"{name or serial}.pem").write_bytes(issued.certificate)

    def connect(self, name: str, client_id: str = "") -> Mqtt:
        """A connection with the files of this name; none without a name."""
        endpoint = Endpoint(
            host="127.0.0.1",
            port=self.port,
            client_id=client_id or name or "nameless",
            certificate=str(self.folder / f"{name}.pem") if name else "",
            key=str(self.folder / f"{name}.key") if name else "",
            authority=str(self.folder / authorities.CERTIFICATE_FILE),
            timeout_s=0.5,
        )
        return Mqtt(endpoint)


@pytest.fixture(params=["mosquitto", "embedded"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@asynccontextmanager
async def serving(folder: Path, kind: str) -> AsyncIterator[Site]:
    if kind == "embedded":
        site = Site(folder)
        async with EmbeddedBroker(site.port, tls=mutual(folder), may=by_registry(site.registry)):
            yield site
        return
    need_mosquitto()
    site = Site(folder)
    with mosquitto(site.config):
        await listening(site.port)
        yield site


def test_the_brokers_files_name_every_robot_and_no_other(tmp_path: Path) -> None:
    site = Site(tmp_path)
    config = site.config.read_text()
    for line in (
        "require_certificate true",
        "use_identity_as_username true",
        "set_tcp_nodelay true",
        "allow_anonymous false",
    ):
        assert line in config.splitlines()
    rules = (tmp_path / brokers.RULES_FILE).read_text()
    assert rules.count("user ") == 3
    part = rules[rules.index("user A-1") : rules.index("user B-2")]
    assert "topic write vda5050/v3/Holdfast/A-1/state" in part
    assert "topic read vda5050/v3/Holdfast/A-1/order" in part
    assert "B-2" not in part and "#" not in part and "topic readwrite" not in part
    assert "topic write vda5050/v3/Holdfast/A-1/order" not in part
    for secret in (brokers.BROKER_KEY, brokers.EDGE_KEY, authorities.KEY_FILE):
        assert (tmp_path / secret).stat().st_mode & 0o077 == 0


def test_files_written_again_keep_their_certificates(tmp_path: Path) -> None:
    site = Site(tmp_path)
    before = (tmp_path / brokers.BROKER_PEM).read_bytes()
    site.registry.enter(Robot(serial="C-3"))
    brokers.write(
        tmp_path, brokers.Settings(port=1), site.authority, site.registry.all(), site.now_ms
    )
    assert (tmp_path / brokers.BROKER_PEM).read_bytes() == before
    assert "user C-3" in (tmp_path / brokers.RULES_FILE).read_text()


def test_who_has_no_certificate_of_ours_does_not_get_in(tmp_path: Path, kind: str) -> None:
    async def run() -> None:
        async with serving(tmp_path, kind) as site:
            elsewhere = tmp_path / "elsewhere"
            other = authorities.create(elsewhere, "SOUTH", site.now_ms)
            site.certify(other, "A-1", name="forged")
            async with site.connect("edge-client") as edge:
                await edge.subscribe("$SYS/broker/log/#")
                for name in ("", "forged"):
                    with pytest.raises((Disconnected, ssl.SSLError)):
                        async with site.connect(name) as stranger:
                            await stranger.publish("vda5050/v3/Holdfast/A-1/order", b"x", qos=1)
                alarm = await _logged(edge, Alarm)
                assert isinstance(alarm, Alarm) and alarm.kind is AlarmKind.NO_CERTIFICATE

    asyncio.run(run())


def test_a_robot_says_and_hears_its_own_alone(tmp_path: Path, kind: str) -> None:
    mine, others = "vda5050/v3/Holdfast/A-1", "vda5050/v3/Holdfast/B-2"

    async def run() -> None:
        async with (
            serving(tmp_path, kind) as site,
            site.connect("edge-client") as edge,
            site.connect("A-1") as robot,
        ):
            await edge.subscribe("vda5050/#", qos=1)
            await robot.subscribe("#", qos=1)
            await robot.subscribe(f"{mine}/order", qos=1)
            await robot.publish(f"{others}/state", b"spoofed", qos=1)
            await robot.publish(f"{mine}/order", b"to myself", qos=1)
            await robot.publish(f"{others}/order", b"to another", qos=1)
            await robot.publish(f"{mine}/state", b"true", qos=1)
            assert await first(edge) == [Arrived(f"{mine}/state", b"true")]
            await edge.publish(f"{others}/order", b"not yours", qos=1)
            await edge.publish(f"{mine}/order", b"yours", qos=1)
            (heard,) = await first(robot)
            assert (heard.topic, heard.payload) == (f"{mine}/order", b"yours")

    asyncio.run(run())


def test_the_broker_tells_where_a_robot_speaks_from(tmp_path: Path, kind: str) -> None:
    async def run() -> None:
        async with serving(tmp_path, kind) as site, site.connect("edge-client") as edge:
            await edge.subscribe("$SYS/broker/log/#")
            async with site.connect("A-1", client_id="somebody"):
                sighting = await _logged(edge, Sighting)
            assert sighting == Sighting(serial="A-1", ip="127.0.0.1")

    asyncio.run(run())


async def _logged(edge: Mqtt, kind: type[Sighting] | type[Alarm]) -> Sighting | Alarm:
    """The next thing of this kind that the broker's log tells."""
    async with asyncio.timeout(10):
        while True:
            (line,) = await first(edge)
            found = read_log(line.payload.decode(errors="replace"))
            if isinstance(found, kind):
                return found


async def _runs(site: Site, rig: Rig, holds: Callable[[], bool], turns: int) -> bool:
    """Both services over this broker, until something holds or the turns are over."""
    robot = RobotService(rig.robot, lambda will: site.connect("A-1"), lambda: rig.now_ms)
    fleet = FleetService(rig.site, lambda: site.connect("edge-client"), lambda: rig.utc_ms, dict)
    tasks = [asyncio.ensure_future(each.run()) for each in (robot, fleet)]
    try:
        for _ in range(turns):
            rig.now_ms += 50
            await asyncio.sleep(0.02)
            if holds():
                return True
        return False
    finally:
        await end(tasks)


@pytest.mark.parametrize("right", [True, False])
def test_a_robot_is_driven_through_the_broker_from_its_own_address_alone(
    tmp_path: Path, kind: str, right: bool
) -> None:
    async def run() -> None:
        async with serving(tmp_path, kind) as site:
            rig = Rig(tmp_path)
            here = "127.0.0.1" if right else "10.0.0.7"
            rig.registry.enter(Robot(serial="A-1", ip=here, mac=MAC))
            rig.site.take_up()
            rig.give("ABC")
            moved = await _runs(site, rig, lambda: rig.vehicle.moves > 0, 150 if right else 100)
            assert moved is right
            held = rig.registry.get("A-1")
            assert held is not None and bool(held.quarantine) is not right
            assert (AlarmKind.WRONG_IP in rig.alarms()) is not right

    asyncio.run(run())
