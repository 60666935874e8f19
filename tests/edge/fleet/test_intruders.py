"""Who means harm at the whole system: each is refused with an alarm, and nothing moves."""

import asyncio
import ssl
from pathlib import Path

import pytest

from agv.link.identity import Kept
from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.transport import Disconnected
from edge.fleet.link import broker, sealing
from edge.fleet.link.authority import CERTIFICATE_FILE
from edge.fleet.picture import RobotState
from tests.edge.fleet.hall import Hall, drawing, make_hall, served

ORDER = "vda5050/v3/Holdfast/R-1/order"


def stranger(hall: Hall, certificate: str = "", key: str = "") -> Mqtt:
    """A connection to the site's broker."""
    return Mqtt(
        Endpoint(
            host="127.0.0.1",
            port=hall.fleet.port,
            client_id="stranger",
            certificate=certificate,
            key=key,
            authority=str(hall.fleet.office.folder / CERTIFICATE_FILE),
            timeout_s=2.0,
        )
    )


def thief(hall: Hall) -> Mqtt:
    """Somebody with the very certificate of the edge."""
    folder = hall.fleet.office.folder
    return stranger(hall, str(folder / broker.EDGE_PEM), str(folder / broker.EDGE_KEY))


def alarms(hall: Hall) -> set[str]:
    return {alarm.kind for alarm in hall.fleet.picture().alarms}


def test_without_a_certificate_nobody_gets_in(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            hall.switch_on(hall.enrol("R-1", "N11"))
            await hall.until(lambda: hall.robot().state is RobotState.IDLE, "online")
            with pytest.raises((Disconnected, ssl.SSLError)):
                async with stranger(hall) as nobody:
                    await nobody.publish(ORDER, b"x", qos=1)
            await hall.until(lambda: "NO_CERTIFICATE" in alarms(hall), "alarm")

    asyncio.run(run())


def test_a_robot_says_nothing_in_the_name_of_another(tmp_path: Path) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            vehicle = hall.switch_on(hall.enrol("R-1", "N01"))
            other = Kept(hall.enrol("R-2", "N10"))
            state = "vda5050/v3/Holdfast/R-1/state"
            await hall.until(lambda: hall.fleet.link.master("R-1").state, "heard")
            async with stranger(hall, other.certificate, other.key) as spoofer:
                await spoofer.publish(state, b'{"lastNodeId": "N32"}', qos=1)
                await spoofer.publish(ORDER, b"{}", qos=1)
            await asyncio.sleep(0.5)
            heard = hall.fleet.link.master("R-1").state
            assert heard is not None and heard.last_node_id == vehicle.report().last_node
            assert not any(each.error_type == "MESSAGE_REFUSED" for each in heard.errors)

    asyncio.run(run())


@pytest.mark.parametrize("late", [False, True])
def test_an_order_that_is_not_sealed_or_was_said_before_moves_nothing(
    tmp_path: Path, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if late:
        monkeypatch.setattr(sealing, "LIFE_MS", 1_500)

    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            vehicle = hall.switch_on(hall.enrol("R-1", "N31"))
            async with thief(hall) as ear:
                await ear.subscribe(ORDER, qos=1)
                recorded = await anext(aiter(ear.messages()))
                await hall.until(lambda: vehicle.report().last_node in ("N01", "N10"), "parked")
                await hall.until(lambda: hall.robot().state is RobotState.IDLE, "idle")
                if late:
                    await asyncio.sleep(2.0)
                where = vehicle.report()
                await ear.publish(ORDER, recorded.payload, qos=1)
                await ear.publish(ORDER, recorded.payload.partition(b',"holdfast')[0], qos=1)
                await hall.until(lambda: "MESSAGE_REFUSED" in alarms(hall), "alarm")
            reasons = {alarm.said for alarm in hall.fleet.picture().alarms}
            assert any(("EXPIRED" if late else "REPLAYED") in said for said in reasons), reasons
            after = vehicle.report()
            assert (after.passed, after.last_node, after.driving) == (
                where.passed,
                where.last_node,
                False,
            )

    asyncio.run(run())


@pytest.mark.parametrize("entered", [{"ip": "10.0.0.9"}, {"mac": "dc:a6:32:01:02:03"}])
def test_a_robot_from_elsewhere_is_held_and_gets_no_way(
    tmp_path: Path, entered: dict[str, str]
) -> None:
    async def run() -> None:
        make_hall(tmp_path / "site")
        async with served(tmp_path / "site") as hall:
            await hall.draw(drawing())
            folder = hall.enrol("R-1", "N31")
            hall.bind("R-1", **entered)
            vehicle = hall.switch_on(folder, mac="dc:a6:32:ff:ff:ff")
            wanted = "WRONG_IP" if "ip" in entered else "WRONG_MAC"
            await hall.until(lambda: wanted in alarms(hall), "alarm")
            await hall.pallet("P-1", "A-01-01-1")
            await hall.do("request_transport", unit="P-1", to_location="HAND-B")
            await asyncio.sleep(2.0)
            assert vehicle.report().passed is None
            assert hall.robot().quarantined and hall.stands("P-1") == "A-01-01-1"

    asyncio.run(run())
