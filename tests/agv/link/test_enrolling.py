"""A robot is taken in once, with the code somebody made for it, from where it was announced."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from agv.link.keys import fingerprint, new_key, request_pem, verifier
from agv.protocol.sealed import Seal, close, signed_bytes, take_apart
from edge.cli import main
from edge.fleet.link.authority import AuthorityError, create, load
from edge.fleet.link.enrolling import Asked, Enrolling, EnrolmentRefused
from edge.fleet.link.registry import Registry, RegistryError, Robot
from edge.fleet.link.sealing import seal_key, seal_public
from tests.agv.link.rig import IP, MAC, SECRET, SERIAL, START_UTC_MS

NOW_S = START_UTC_MS // 1000


class Office:
    """Everything that takes robots in, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.authority = create(folder, "NORTH", START_UTC_MS)
        self.registry = Registry(folder)
        self.enrolling = Enrolling(
            folder, SECRET, self.registry, self.authority, seal_public(SECRET)
        )
        self.code = self.enrolling.announce(Robot(serial=SERIAL, mac=MAC, ip=IP), NOW_S)

    def asked(self, *, code: str = "", serial: str = SERIAL, mac: str = MAC, cn: str = "") -> Asked:
        request = request_pem(new_key(), cn or serial).decode()
        return Asked(code=code or self.code, serial=serial, request=request, mac=mac)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_robot_is_taken_in_once(office: Office, tmp_path: Path) -> None:
    taken = office.enrolling.take(office.asked(mac=MAC.upper()), IP, START_UTC_MS)
    assert office.authority.signed(taken.certificate.encode())
    assert fingerprint(taken.authority.encode()) == office.authority.fingerprint
    assert bytes.fromhex(taken.edge_key) == seal_public(SECRET)
    kept = Registry(tmp_path).get(SERIAL)
    assert kept is not None and (kept.mac, kept.ip) == (MAC, IP) and kept.fingerprint
    with pytest.raises(EnrolmentRefused, match="not good"):
        office.enrolling.take(office.asked(), IP, START_UTC_MS)


@pytest.mark.parametrize(
    ("change", "source", "late_s", "why"),
    [
        ({"code": "000000-000000-000000-000000"}, IP, 0, "not good"),
        ({}, IP, 601, "not good"),
        ({"serial": "B-2"}, IP, 0, "for A-1"),
        ({"mac": "66:66:66:66:66:66"}, IP, 0, "MAC"),
        ({"mac": ""}, IP, 0, "MAC"),
        ({}, "10.0.0.8", 0, "announced at"),
    ],
)
def test_a_robot_that_does_not_fit_is_refused_and_may_try_again(
    office: Office, change: dict[str, str], source: str, late_s: int, why: str
) -> None:
    with pytest.raises(EnrolmentRefused, match=why):
        office.enrolling.take(office.asked(**change), source, START_UTC_MS + 1000 * late_s)
    assert office.registry.get(SERIAL) is None
    if not late_s:
        assert office.enrolling.take(office.asked(), IP, START_UTC_MS).certificate


def test_a_request_in_another_name_gets_no_certificate(office: Office) -> None:
    for wrong in (
        office.asked(cn="B-2"),
        Asked(code=office.code, serial=SERIAL, request="x", mac=MAC),
    ):
        with pytest.raises(AuthorityError):
            office.enrolling.take(wrong, IP, START_UTC_MS)


def test_a_code_made_anew_ends_the_one_before(office: Office) -> None:
    second = office.enrolling.announce(Robot(serial=SERIAL, mac=MAC, ip=IP), NOW_S)
    with pytest.raises(EnrolmentRefused):
        office.enrolling.take(office.asked(), IP, START_UTC_MS)
    assert office.enrolling.take(office.asked(code=second), IP, START_UTC_MS).certificate


@pytest.mark.parametrize(
    "robot",
    [
        Robot(serial="a/b"),
        Robot(serial="holdfast-edge"),
        Robot(serial="ok", mac="nonsense"),
        Robot(serial="ok", ip="10.0.0.300"),
        Robot(serial="ok", manufacturer="a/b"),
    ],
)
def test_names_that_break_a_topic_are_not_entered(office: Office, robot: Robot) -> None:
    with pytest.raises(RegistryError):
        office.enrolling.announce(robot, NOW_S)


def test_the_authority_is_kept_and_signs_for_no_other(office: Office, tmp_path: Path) -> None:
    again = load(tmp_path)
    assert again.fingerprint == office.authority.fingerprint
    other = create(tmp_path / "other", "SOUTH", START_UTC_MS)
    assert not other.signed(again.client("x", START_UTC_MS).certificate)
    with pytest.raises(FileExistsError):
        create(tmp_path, "NORTH", START_UTC_MS)
    (tmp_path / "robots-ca.key").write_text("no key")
    with pytest.raises(AuthorityError):
        load(tmp_path)


def test_a_seal_opens_for_its_topic_session_and_words_alone() -> None:
    verify = verifier(seal_public(SECRET))
    seal = Seal("nonce-00", START_UTC_MS)
    payload = close(b'{"a":1}', seal, "t/order", "s1", seal_key(SECRET).sign)
    opened = take_apart(payload)
    assert opened is not None and (opened.body, opened.seal) == (b'{"a":1}', seal)
    good = signed_bytes(opened.body, seal, "t/order", "s1")
    assert verify(good, opened.signature)
    for body, other, topic, session in (
        (b'{"a":2}', seal, "t/order", "s1"),
        (opened.body, Seal("nonce-01", START_UTC_MS), "t/order", "s1"),
        (opened.body, Seal("nonce-00", START_UTC_MS + 1), "t/order", "s1"),
        (opened.body, seal, "t/instantActions", "s1"),
        (opened.body, seal, "t/order", "s2"),
        (opened.body, seal, "t/orders", "1"),
    ):
        assert not verify(signed_bytes(body, other, topic, session), opened.signature)
    assert take_apart(payload + b" ") is None and take_apart(b"{}") is None


def test_robots_from_the_command_line(tmp_path: Path) -> None:
    site, runner = tmp_path / "site", CliRunner()
    made = ["init", "--data", str(site), "--zones", "A", "--aisles", "1", "--bays", "1"]
    assert runner.invoke(main, made).exit_code == 0
    data = ["--data", str(site)]
    code = runner.invoke(main, ["robots", "enrol", SERIAL, "--mac", MAC, *data])
    assert code.exit_code == 0, code.output
    request = tmp_path / "request.pem"
    request.write_bytes(request_pem(new_key(), SERIAL))
    words = ["robots", "take", code.output.strip(), SERIAL, str(request), "--mac", MAC, *data]
    assert "BEGIN CERTIFICATE" in runner.invoke(main, words).output
    written = runner.invoke(main, ["robots", "broker", "--host", "10.0.0.2", *data])
    assert written.exit_code == 0, written.output
    rules = (site / "fleet" / "mosquitto.acl").read_text()
    assert f"user {SERIAL}" in rules
    Registry(site / "fleet").quarantine(SERIAL, "has another card")
    assert "has another card" in runner.invoke(main, ["robots", "list", *data]).output
    assert runner.invoke(main, ["robots", "release", SERIAL, *data]).exit_code == 0
    assert "free" in runner.invoke(main, ["robots", "list", *data]).output
    assert runner.invoke(main, ["robots", "remove", SERIAL, *data]).exit_code == 0
    assert f"user {SERIAL}" not in (site / "fleet" / "mosquitto.acl").read_text()
    assert runner.invoke(main, ["robots", "remove", SERIAL, *data]).exit_code == 1
    assert (site / "fleet").stat().st_mode & 0o077 == 0
