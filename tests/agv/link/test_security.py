"""Who may move a robot: spoofed, replayed, expired, misplaced and nameless speakers are refused,
there is an alarm, and nothing moves."""

import random
from pathlib import Path

import pytest

from agv.link.gate import LIFE_MS_MAX, Refused
from agv.protocol.codecs import codec_for
from agv.protocol.message import Headers
from agv.protocol.own import HEARTBEAT
from agv.protocol.sealed import take_apart
from agv.protocol.topics import Address, Topic
from edge.fleet.link.watch import AlarmKind, read_log, read_neighbours
from tests.agv.link.attacks import withstand
from tests.agv.link.rig import IP, MAC, SERIAL, Rig, plan


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(tmp_path)
    rig.step(10)
    return rig


def order_frame(rig: Rig) -> tuple[str, bytes]:
    found = [frame for frame in rig.frames if frame[0].endswith("/order")]
    return found[-1]


def test_a_true_order_is_driven_and_raises_no_alarm(rig: Rig) -> None:
    rig.give("ABC")
    rig.step(10)
    assert [leg.node for leg in rig.vehicle.route] == ["B", "C"] and rig.vehicle.moves
    for _ in range(3):
        rig.vehicle.drive()
        rig.step(5)
    assert rig.site.master(SERIAL).free and not rig.alarms() and not rig.gate.refused


def test_heartbeats_of_the_edge_reach_the_vehicle(rig: Rig) -> None:
    before = rig.vehicle.beats
    rig.step(100)
    assert rig.vehicle.beats - before == 50


def test_a_replayed_order_moves_nothing(rig: Rig) -> None:
    rig.give("ABC")
    rig.step(5)
    frame = order_frame(rig)
    moves = rig.vehicle.moves
    for _ in range(5):
        rig.to_robot(*frame)
        rig.step(5)
    assert rig.gate.refused[Refused.REPLAYED] == 5 and rig.vehicle.moves == moves
    assert AlarmKind.MESSAGE_REFUSED in rig.alarms()


def test_an_order_of_an_earlier_session_moves_nothing(rig: Rig) -> None:
    rig.give("ABC")
    rig.step(5)
    frame, beats = order_frame(rig), [f for f in rig.frames if f[0].endswith(HEARTBEAT)]
    rig.start_robot("s2")
    for each in (*beats, frame):
        rig.to_robot(*each)
        for out in rig.robot.step(rig.now_ms):
            rig.to_site(out.topic, out.payload)
    assert rig.gate.refused[Refused.FORGED] == len(beats) + 1
    assert not rig.vehicle.moves and not rig.vehicle.beats


def test_an_expired_order_moves_nothing(rig: Rig) -> None:
    held: list[tuple[str, bytes]] = []

    def delay(frame: tuple[str, bytes]) -> list[tuple[str, bytes]]:
        if frame[0].endswith("/order"):
            held.append(frame)
            return []
        return [frame]

    rig.carry = delay
    rig.give("ABC")
    rig.step(5)
    rig.site.master(SERIAL).hold(True)
    rig.step(LIFE_MS_MAX // 1_000 + 5, ms=1_000)
    rig.to_robot(*held[0])
    rig.step(5)
    assert rig.gate.refused[Refused.EXPIRED] == 1 and not rig.vehicle.moves
    assert AlarmKind.MESSAGE_REFUSED in rig.alarms()


def test_before_the_first_heartbeat_nothing_is_taken(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.carry = lambda frame: [] if frame[0].endswith(HEARTBEAT) else [frame]
    rig.step(5)
    rig.give("ABC")
    rig.step(10)
    assert rig.gate.refused[Refused.NO_TIME] and not rig.vehicle.moves


def test_a_replayed_heartbeat_keeps_nothing_alive(rig: Rig) -> None:
    beats = [frame for frame in rig.frames if frame[0].endswith(HEARTBEAT)]
    before = rig.vehicle.beats
    for frame in beats:
        rig.to_robot(*frame)
    assert rig.vehicle.beats == before and rig.gate.refused[Refused.REPLAYED] == len(beats)


def test_an_order_for_another_robot_or_topic_moves_nothing(rig: Rig) -> None:
    rig.give("ABC")
    rig.carry = lambda frame: [] if frame[0].endswith("/order") else [frame]
    rig.step(5)
    topic, payload = order_frame(rig)
    rig.to_robot(topic.replace("A-1", "B-2"), payload)
    rig.to_robot(topic.replace("/order", "/instantActions"), payload)
    assert rig.gate.refused[Refused.FORGED] == 1 and not rig.vehicle.moves


@pytest.mark.parametrize("stripped", [False, True])
def test_an_order_without_a_seal_moves_nothing(rig: Rig, stripped: bool) -> None:
    codec = codec_for("3.0")
    headers = Headers(rig.address, codec.version)
    body = codec.encode(headers.next(Topic.ORDER, rig.utc_ms), plan("ABC").order(0, 0))
    if stripped:
        rig.carry = lambda frame: [] if frame[0].endswith("/order") else [frame]
        rig.give("ABC")
        rig.step(5)
        opened = take_apart(order_frame(rig)[1])
        assert opened is not None
        body = opened.body
    rig.to_robot(rig.address.topic(Topic.ORDER), body)
    rig.step(5)
    assert rig.gate.refused[Refused.UNSEALED] == 1 and not rig.vehicle.moves
    assert AlarmKind.MESSAGE_REFUSED in rig.alarms()


def test_a_state_in_another_robots_name_is_an_alarm_and_changes_nothing(rig: Rig) -> None:
    before = rig.site.master(SERIAL).state
    spoofed = Headers(Address(manufacturer="Holdfast", serial="B-2"), "3.0.0")
    state = rig.side.state()
    payload = codec_for("3.0").encode(spoofed.next(Topic.STATE, rig.utc_ms), state)
    rig.to_site(rig.address.topic(Topic.STATE), payload)
    assert rig.site.master(SERIAL).state == before and AlarmKind.SPOOFED in rig.alarms()


def test_a_robot_with_an_order_nobody_here_gave_is_an_alarm(rig: Rig) -> None:
    rig.side.on_order(plan("AB", "stranger").order(0, 0))
    rig.step(10)
    assert AlarmKind.FOREIGN_ORDER in rig.alarms()
    rig.give("AB")
    rig.step(30)
    assert rig.side.state().order_id == "stranger"


@pytest.mark.parametrize(
    ("ip", "mac", "kind"),
    [
        ("10.0.0.99", MAC, AlarmKind.WRONG_IP),
        (IP, "66:66:66:66:66:66", AlarmKind.WRONG_MAC),
    ],
)
def test_another_address_or_card_is_held_without_base(
    rig: Rig, ip: str, mac: str, kind: AlarmKind
) -> None:
    assert [alarm.kind for alarm in rig.connected_from(ip, mac)] == [kind]
    robot = rig.registry.get(SERIAL)
    assert robot is not None and robot.quarantine
    rig.give("ABC")
    rig.step(50)
    assert not rig.vehicle.moves and not [f for f in rig.frames if f[0].endswith("/order")]
    rig.registry.quarantine(SERIAL, "")
    rig.site.take_up()
    rig.step(20)
    assert rig.vehicle.moves


def test_the_right_address_and_card_are_no_alarm(rig: Rig) -> None:
    assert rig.connected_from(IP, MAC) == [] == rig.connected_from(IP)
    assert rig.connected_from("::ffff:" + IP, MAC.upper().replace(":", "-")) == []


def test_a_card_that_changes_later_is_noticed(rig: Rig) -> None:
    rig.connected_from(IP)
    rig.site.look_again({IP: MAC})
    assert not rig.alarms()
    rig.site.look_again({IP: "66:66:66:66:66:66"})
    assert rig.alarms() == {AlarmKind.WRONG_MAC}


def test_a_robot_nobody_entered_is_an_alarm(rig: Rig) -> None:
    line = "New client connected from 10.0.0.9:1 as x (p2, c1, k15, u'Z-9')."
    rig.site.hear("$SYS/broker/log/N", line.encode(), rig.utc_ms, {})
    assert rig.alarms() == {AlarmKind.UNKNOWN_ROBOT}


def test_a_client_without_certificate_is_an_alarm() -> None:
    line = "OpenSSL Error[0]: error:0A0000C7:SSL routines::peer did not return a certificate"
    alarm = read_log(line)
    assert alarm is not None and getattr(alarm, "kind", None) is AlarmKind.NO_CERTIFICATE
    assert read_log("Client agv-1 disconnected.") is None


def test_the_neighbour_table_is_read() -> None:
    table = (
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        f"{IP}        0x1         0x2         {MAC}     *        eth0\n"
        "10.0.0.8        0x1         0x0         00:00:00:00:00:00     *        eth0\n"
    )
    assert read_neighbours(table) == {IP: MAC}


@pytest.mark.parametrize("version", ["3.0.0", "2.1.0"])
def test_a_foreign_robot_is_spoken_with_without_seals(tmp_path: Path, version: str) -> None:
    rig = Rig(tmp_path, ours=False, version=version)
    rig.step(10)
    rig.give("ABC")
    rig.step(10)
    assert rig.vehicle.moves and not rig.alarms()
    assert not any(take_apart(payload) for _, payload in rig.frames)
    assert not [topic for topic, _ in rig.frames if topic.endswith(HEARTBEAT)]


def test_hostile_frames_move_nothing(tmp_path: Path, rng: random.Random) -> None:
    """A share of what `python -m tests.agv.link` runs."""
    assert withstand(Rig(tmp_path), 700, rng) == 0


def test_a_gate_that_lets_everything_in_would_be_noticed(
    tmp_path: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agv.link.gate.Gate.let_in", lambda self, topic, payload, now_ms: payload)
    assert withstand(Rig(tmp_path), 70, rng) > 0
