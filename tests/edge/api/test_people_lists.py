"""People in and out of a spreadsheet: names, roles and whose they are, never a secret."""

import csv
from pathlib import Path

from edge.opening import DATABASE
from sync.store.sqlite import Options
from sync.store.sqlite.open import open_reader
from tests.edge.api.test_import_kinds import loaded
from tests.edge.serving import Served, Tablet

PEOPLE = "person,role,partner\nBo,outbound,\nSue,supplier,LEAF\n"


def roles(served: Served) -> dict[str, tuple[str, str]]:
    people = served.get("/api/v1/people").json()["items"]
    return {each["name"]: (each["role"], each["status"]) for each in people}


def secrets(folder: Path) -> set[str]:
    """What nobody may read out of a list."""
    connection = open_reader(folder / DATABASE, Options())
    try:
        found = connection.execute("SELECT badge, pin_hash FROM person").fetchall()
    finally:
        connection.close()
    return {str(text) for row in found for text in row if text}


def test_people_are_made_once_and_edited_by_name(served: Served) -> None:
    assert loaded(served, "partners", "partner,kind\nLEAF,supplier\n")[0] == 1
    assert loaded(served, "people", PEOPLE) == (2, 0, [])
    assert loaded(served, "people", PEOPLE) == (0, 0, [])
    table = "name,role,status\nBo,inbound,blocked\nEve,supplier,\nMax,,\nSue,,\n"
    assert loaded(served, "people", table) == (1, 1, [(3, "partner_needed")])
    assert roles(served) == {
        "Bo": ("inbound", "blocked"), "Mia": ("admin", "active"), "Max": ("worker", "active"),
        "Sue": ("supplier", "active"),
    }  # fmt: skip
    table = "person,partner,owner\nBo,NONE,\nBo,,NONE\nMax,,NONE\n"
    assert loaded(served, "people", table)[2] == [(2, "unknown_partner"), (4, "unknown_owner")]
    acts = [row["act"] for row in reversed(served.get("/api/v1/audit").json()["items"])]
    assert acts[-4:] == ["person_added", "person_added", "person_edited", "person_added"]


def test_whoever_is_new_gets_in_with_a_pin_that_somebody_gives_them(served: Served) -> None:
    assert loaded(served, "people", PEOPLE.replace("Sue,supplier,LEAF\n", "")) == (1, 0, [])
    (bo,) = [each for each in served.get("/api/v1/people").json()["items"] if each["name"] == "Bo"]
    badge = _badge(served, "Bo")
    tablet = Tablet(served)
    tablet.enrol()
    refused = tablet.log_in(badge, "0000")
    assert (refused.status_code, refused.json()["code"]) == (401, "login_refused")
    answer = served.client.post(f"/api/v1/people/{bo['id']}/pin", headers=served.key())
    assert tablet.log_in(badge, answer.json()["pin"]).status_code == 200


def test_an_edit_by_a_list_ends_the_sessions_of_whom_it_changes(
    served: Served, tablet: Tablet
) -> None:
    assert loaded(served, "people", "person,role\nMia,viewer\n") == (0, 1, [])
    assert tablet.call("GET", "/api/v1/session").json()["person"] is None


def test_two_of_one_name_are_left_alone(served: Served) -> None:
    for badge in ("B1", "B2"):
        body = {"name": "Bo", "role": "worker", "badge": badge, "pin": "4711"}
        assert served.post("/api/v1/people", body).status_code == 201
    assert loaded(served, "people", "person,role\nBo,admin\n") == (0, 0, [(2, "name_twice")])


def test_a_list_of_people_holds_no_secret(served: Served) -> None:
    loaded(served, "people", PEOPLE.replace("LEAF", ""))
    body = served.get("/api/v1/exports/people").content.decode("utf-8-sig")
    rows = list(csv.reader(body.splitlines()))
    assert rows[0] == ["person", "role", "language", "partner", "owner", "status"]
    kept = secrets(served.folder)
    assert len(kept) >= 3
    assert not [secret for secret in kept if secret in body]


def test_who_may_do_what_is_not_for_everybody_who_may_import(served: Served) -> None:
    made = served.post("/api/v1/keys", {"name": "lists", "role": "supervisor"}).json()
    upload = {"file": ("p.csv", PEOPLE.encode(), "text/csv")}
    answer = served.client.post(
        "/api/v1/imports", data={"kind": "people"}, files=upload, headers=served.key(made["key"])
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
    narrow = {"name": "eyes", "role": "admin", "permissions": ["supervise"]}
    key = served.post("/api/v1/keys", narrow).json()["key"]
    answer = served.client.get("/api/v1/exports/people", headers=served.key(key))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
    assert list(roles(served)) == ["Mia"]


def test_a_narrowed_key_makes_nobody_who_may_do_more(served: Served) -> None:
    """By hand, by a new PIN, or by a list."""
    body = {"name": "hr", "role": "admin", "permissions": ["manage_people", "see_people", "import"]}
    key = served.key(served.post("/api/v1/keys", body).json()["key"])
    (mia,) = served.get("/api/v1/people").json()["items"]
    for path, wish in (
        ("/people", {"name": "Eve", "role": "admin"}),
        (f"/people/{mia['id']}", {"role": "supervisor"}),
        (f"/people/{mia['id']}/pin", None),
    ):
        answer = served.client.post(f"/api/v1{path}", json=wish, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (403, "wider_than_yours"), path
    upload = {"file": ("p.csv", b"person,role\nEve,admin\nMax,\n", "text/csv")}
    report = served.client.post(
        "/api/v1/imports", data={"kind": "people"}, files=upload, headers=key
    ).json()
    refused = [(row["row"], row["code"]) for row in report["refused"]]
    assert refused == [(2, "wider_than_yours"), (3, "wider_than_yours")]
    assert list(roles(served)) == ["Mia"]


def _badge(served: Served, name: str) -> str:
    connection = open_reader(served.folder / DATABASE, Options())
    try:
        (row,) = connection.execute("SELECT badge FROM person WHERE name=?", (name,)).fetchall()
    finally:
        connection.close()
    return str(row[0])


def test_the_staff_of_greaterwms_comes_in_by_name_and_type(served: Served) -> None:
    table = "Staff Name,Staff Type\nzhang,StockControl\nli,Manager\nwang,Inbound\nho,Supplier\n"
    report = served.import_csv("people", table).json()
    assert (report["layout"], report["loaded"]) == ("greaterwms", 3)
    assert [(row["row"], row["code"]) for row in report["refused"]] == [(5, "partner_needed")]
    assert roles(served) == {
        "li": ("supervisor", "active"), "Mia": ("admin", "active"),
        "wang": ("inbound", "active"), "zhang": ("stock_control", "active"),
    }  # fmt: skip
