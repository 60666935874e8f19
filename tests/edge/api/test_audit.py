"""Who did what is kept, chained, sealed in the signed log, and shown to those who may look."""

from collections.abc import Callable
from typing import Any

import apsw
import pytest

from edge.admin.backing import back_up, restore
from edge.admin.checking import check_folder
from edge.api.accounts import Caller
from edge.api.auditing import Refusals
from edge.opening import DATABASE
from edge.store.sealing import seal
from models.warehouse.people.roles import Role
from node.trail import GATHERED_MAX
from tests.edge.serving import FAST, Clock, Served, Tablet


def acts(served: Served, **asked: str) -> list[dict[str, Any]]:
    answer = served.client.get("/api/v1/audit", params=asked, headers=served.key())
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_logins_refusals_and_devices_are_kept_with_who_and_where(
    served: Served, tablet: Tablet
) -> None:
    tablet.call("DELETE", "/api/v1/session")
    tablet.log_in(pin="0000")
    shown = [(row["act"], row["person"], row["device"], row["subject"]) for row in acts(served)]
    assert shown == [
        ("login_refused", None, "tablet 1", served.made.badge),
        ("logout", "Mia", "tablet 1", ""),
        ("login", "Mia", "tablet 1", ""),
        ("device_enrolled", None, "tablet 1", "tablet 1"),
    ]


def test_people_and_keys_are_kept_with_the_key_that_made_them(served: Served) -> None:
    person = served.post("/api/v1/people", {"name": "Bo", "role": "inbound"}).json()["id"]
    served.post(f"/api/v1/people/{person}", {"role": "outbound", "status": "blocked"})
    served.post(f"/api/v1/people/{person}/pin", None)
    key = served.post("/api/v1/keys", {"name": "board", "role": "viewer"}).json()["id"]
    served.client.delete(f"/api/v1/keys/{key}", headers=served.key())
    shown = [(row["act"], row["key"], row["subject"], row["detail"]) for row in acts(served)]
    assert shown == [
        ("key_revoked", "first key", "board", ""),
        ("key_made", "first key", "board", "viewer"),
        ("pin_reset", "first key", person, ""),
        ("person_edited", "first key", person, "role=outbound, status=blocked"),
        ("person_added", "first key", person, "inbound"),
    ]


def test_pages_of_the_trail_are_bounded_and_follow_each_other(served: Served) -> None:
    for at in range(7):
        served.post("/api/v1/keys", {"name": f"key {at}", "role": "viewer"})
    seen: list[int] = []
    asked = {"limit": "3"}
    while True:
        answer = served.client.get("/api/v1/audit", params=asked, headers=served.key()).json()
        assert len(answer["items"]) <= 3
        seen += [row["number"] for row in answer["items"]]
        if answer["next_cursor"] is None:
            break
        asked["cursor"] = answer["next_cursor"]
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert acts(served, act="login") == []
    assert served.get("/api/v1/audit?limit=501").json()["code"] == "bad_limit"


def test_the_trail_of_a_device_a_person_and_a_time(
    served: Served, tablet: Tablet, clock: Clock
) -> None:
    clock.forward(3_600)
    other = Tablet(served)
    other.enrol()
    other.log_in()
    rows = acts(served)
    mia, second = rows[0]["person_id"], rows[0]["device_id"]
    assert [row["act"] for row in acts(served, device=second)] == ["login", "device_enrolled"]
    assert [row["number"] for row in acts(served, person=mia)] == [
        row["number"] for row in rows if row["person"] == "Mia"
    ]
    since = {"since": "2026-11-22T13:00:00Z"}
    assert acts(served, **since) == rows[:2]
    assert acts(served, until="2026-11-22T13:00:00") == rows[2:]
    assert acts(served, **since, until="2026-11-22T14:00:00+01:00") == []
    for moment in ("yesterday", "1763816400", "-1", "2.5e9"):
        assert served.get(f"/api/v1/audit?since={moment}").status_code == 400, moment


def test_the_trail_says_whether_its_chain_holds(served: Served, tablet: Tablet) -> None:
    del tablet
    whole = served.get("/api/v1/audit/check").json()
    assert (whole["ok"], whole["rows"], whole["breaks"]) == (True, 2, [])

    def alter(recorder: Any) -> None:  # noqa: ANN401
        recorder.store.connection.execute("UPDATE audit SET subject='nobody' WHERE seq=1")

    served.edge.writer.call(alter)
    torn = served.get("/api/v1/audit/check").json()
    assert torn["ok"] is False
    assert [each["place"] for each in torn["breaks"]] == ["audit row 1"]


def test_the_signed_log_says_who_changed_what(served: Served, tablet: Tablet) -> None:
    body = {"type": "create_item", "command_id": "make-item-1", "item": "TEA"}
    assert tablet.call("POST", "/api/v1/commands", body).json()["level"] == "ok"
    edit = {
        "type": "edit_location", "command_id": "edit-loc-1", "location": "A-01-01-1",
        "fields": {"zone": "Z"},
    }  # fmt: skip
    answer = tablet.call("POST", "/api/v1/commands", edit)
    assert answer.json()["level"] == "ok", answer.text
    page = served.get("/api/v1/audit/changes").json()
    newest = page["items"][0]
    assert (newest["person"], newest["device"], newest["command_id"], newest["tables"]) == (
        "Mia", "tablet 1", "edit-loc-1", {"location": 1},
    )  # fmt: skip
    assert len(newest["hash"]) == 64
    foreign = served.get("/api/v1/audit/changes?person=0000000000001").json()
    assert foreign["items"] == []


def test_what_a_caller_may_not_is_kept_once_a_minute(served: Served, clock: Clock) -> None:
    key = served.post("/api/v1/keys", {"name": "board", "role": "viewer"}).json()["key"]
    for _ in range(5):
        served.client.get("/api/v1/keys", headers=served.key(key))
    taken = served.edge.services.refusals.take()
    gathered = [(act.kind, act.subject, at_ms) for act, at_ms in taken]
    # Housekeeping may have written it down meanwhile.
    written = [("refused", row["subject"], clock()) for row in acts(served, act="refused")]
    assert gathered + written == [("refused", "GET /api/v1/keys", clock())]


def test_gathered_refusals_are_bounded() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    caller = Caller(role=Role.VIEWER, key_id=1)
    for at in range(GATHERED_MAX + 1):
        refusals.tell(caller, f"GET /{at}")
    assert len(refusals.take()) == GATHERED_MAX
    refusals.tell(caller, "GET /0")
    assert refusals.take() == []
    clock.forward(60)
    refusals.tell(caller, "GET /0")
    assert len(refusals.take()) == 1


@pytest.fixture
def sealed(serve: Callable[..., Served]) -> Served:
    """A site whose trail is sealed, stopped."""
    served = serve()
    Tablet(served).enrol()
    served.post("/api/v1/people", {"name": "Bo"})
    edge = served.edge

    edge.writer.call(lambda recorder: seal(recorder, edge.opened.site, served.clock()))
    served.__exit__()
    return served


def test_check_locates_a_changed_row(sealed: Served) -> None:
    assert check_folder(sealed.folder, lambda *_: None, FAST).ok
    connection = apsw.Connection(str(sealed.folder / DATABASE))
    connection.execute("UPDATE audit SET subject='nobody' WHERE seq=1")
    connection.close()
    checked = check_folder(sealed.folder, lambda *_: None, FAST)
    assert (checked.ok, checked.counts) == (False, {"audit": 1})
    assert [finding.subject for finding in checked.findings] == ["audit row 1"]


def test_a_site_put_back_from_a_backup_says_so_in_its_trail(
    sealed: Served, serve: Callable[..., Served]
) -> None:
    backup = sealed.folder.parent / "backup.db"
    back_up(sealed.folder, backup, sealed.clock(), lambda *_: None)
    restore(sealed.folder, backup, sealed.clock, lambda *_: None)
    again = serve()
    assert acts(again)[0]["act"] == "restored"
    again.__exit__()
    twice = serve()
    assert [row["act"] for row in acts(twice)].count("restored") == 1
    twice.__exit__()
    assert check_folder(sealed.folder, lambda *_: None, FAST).ok


def test_whoever_sets_or_removes_a_printer_is_kept(served: Served) -> None:
    path = "/api/v1/printers/P1"
    for address in ("127.0.0.1:9100", "10.0.0.7:9100"):
        body = {"address": address}
        assert served.client.put(path, json=body, headers=served.key()).status_code == 200
    assert served.client.put(path, json={"address": "8.8.8.8:9100"},
                             headers=served.key()).status_code == 422  # fmt: skip
    for status in (204, 404):
        assert served.client.delete(path, headers=served.key()).status_code == status
    rows = served.get("/api/v1/audit").json()["items"]
    kept = [(row["act"], row["subject"], row["detail"]) for row in reversed(rows)]
    assert kept[-3:] == [
        ("printer_set", "P1", "127.0.0.1:9100"), ("printer_set", "P1", "10.0.0.7:9100"),
        ("printer_dropped", "P1", ""),
    ]  # fmt: skip
    assert None not in {row["key"] for row in rows[:3]}
