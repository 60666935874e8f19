"""What goes wrong in the anchor systems (facts/greaterwms.md, §10), asked of a served site."""

import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from edge.opening import DATABASE
from tests.edge.races.crowd import COMMANDS, Crowd, Said, picks

pytestmark = pytest.mark.parametrize("opened", [8], indirect=True)

PAGES = (
    "/work", "/work/receive", "/work/putaway", "/work/pack", "/work/ship", "/stock", "/items",
    "/locations", "/orders", "/asns", "/exceptions", "/lookup/D1", "/keys", "/sync",
)  # fmt: skip


def give(crowd: Crowd, kind: str, **fields: object) -> Said:
    """A command that may be refused."""
    answer = crowd.program.call("POST", COMMANDS, crowd.command(kind, **fields))
    return Said(answer.status_code, answer.json())


def test_what_a_picker_leaves_stays_and_somebody_counts_it(crowd: Crowd) -> None:
    crowd.stocked("D1", {"A-01-01-1": 10})
    crowd.ordered("D1-1", item="D1", quantity=10)
    crowd.do("release_orders", orders=["D1-1"])
    (task,) = picks(crowd, "D1-1")
    bare = give(crowd, "confirm_pick", **{**task, "quantity": 6})
    assert not bare.done
    short = give(crowd, "confirm_pick", **{**task, "quantity": 6}, reason="not_found")
    assert short.short == "short_posted"
    assert crowd.balance("D1") == {"A-01-01-1": 4, "PACK-1": 6}
    counts = crowd.rows(
        'SELECT 1 FROM "count" c JOIN item i ON i.id=c.item_id JOIN location l'
        " ON l.id=c.location_id WHERE i.code='D1' AND l.code='A-01-01-1'"
    )
    tasks = crowd.rows(
        "SELECT 1 FROM task t JOIN item i ON i.id=t.item_id WHERE i.code='D1' AND t.kind='count'"
    )
    assert len(counts) + len(tasks) >= 1


def test_two_short_picks_of_one_item_leave_the_book_as_the_shelf(crowd: Crowd) -> None:
    crowd.stocked("D2", {"A-01-02-1": 12, "A-01-02-2": 8})
    crowd.ordered("D2-1", item="D2", quantity=12)
    crowd.ordered("D2-2", item="D2", quantity=8)
    crowd.do("release_orders", orders=["D2-1", "D2-2"])
    for task in picks(crowd, "D2-1"):
        give(crowd, "confirm_pick", **{**task, "quantity": 7}, reason="not_found")
    for task in picks(crowd, "D2-2"):
        assert give(crowd, "confirm_pick", **task).done
    assert crowd.balance("D2")["PACK-1"] == 15
    assert sum(crowd.balance("D2").values()) == 20


def test_nothing_with_stock_in_it_can_be_taken_from_the_books(crowd: Crowd) -> None:
    crowd.stocked("D3", {"A-01-03-1": 5})
    for path in ("/items/D3", "/locations/A-01-03-1", "/stock/D3"):
        assert crowd.program.call("DELETE", f"/api/v1{path}").status_code in (404, 405)
    refused = give(crowd, "edit_location", location="A-01-03-1", fields={"property": "damage"})
    assert (refused.done, refused.reply["say"]["key"]) == (False, "location.not_empty")
    assert crowd.balance("D3") == {"A-01-03-1": 5}


def test_a_code_is_given_once_and_may_be_any_text(crowd: Crowd) -> None:
    for code in ("ABC", "货-1", "a b", "'; DROP TABLE item; --"):
        assert give(crowd, "create_item", item=code).done
        assert give(crowd, "create_item", item=code).short == "already_done"
    line = {"item": "ABC", "quantity": 1}
    crowd.do("announce_asn", asn="D4", supplier="S", lines=[line])
    twice = give(crowd, "announce_asn", asn="D4", supplier="S", lines=[line, line])
    assert twice.short == "already_done"
    assert crowd.rows("SELECT count(*) FROM asn WHERE number='D4'") == [(1,)]


def test_words_that_look_like_an_attack_are_words(crowd: Crowd) -> None:
    names = ("Selective Logistics", "Prescription Co", "<script>alert(1)</script>")
    for number, name in enumerate(names):
        code = f"D5-{number}"
        crowd.do("create_item", item=code, fields={"description": name})
        (found,) = crowd.get(f"/items?search={code}")["items"]
        assert found["description"] == name
        line = {"item": code, "quantity": 1}
        crowd.do("take_order", order=code, customer=name, lines=[line])
        assert crowd.get(f"/orders/{code}")["customer"] == name


def test_looking_never_writes(crowd: Crowd) -> None:
    crowd.stocked("D6", {"A-01-04-1": 5})
    with closing(sqlite3.connect(f"file:{crowd.folder / DATABASE}?mode=ro", uri=True)) as file:

        def version() -> tuple[Any, ...]:
            found: tuple[Any, ...] = file.execute("PRAGMA data_version").fetchone()
            return found

        before = version()
        for path in PAGES:
            crowd.get(path)
        assert version() == before


def test_no_answer_tells_a_secret_and_a_stranger_gets_none(crowd: Crowd) -> None:
    address = crowd.program.ready["address"]
    for path in PAGES:
        assert httpx.get(f"{address}/api/v1{path}", trust_env=False).status_code == 401
    wrong = httpx.post(
        f"{address}/api/v1/session",
        json={"badge": "M-1", "pin": "secret-987"},
        headers={"x-holdfast": "1"},
        trust_env=False,
    )
    assert wrong.status_code in (401, 403)
    assert "secret-987" not in wrong.text
    keys = crowd.program.call("GET", "/api/v1/keys")
    assert crowd.program.client.headers["authorization"].split()[1] not in keys.text


def test_a_command_that_is_no_command_is_refused_whole(crowd: Crowd) -> None:
    crowd.stocked("D8", {"A-01-04-2": 5})
    body = crowd.command("adjust", item="D8", location="A-01-04-2", quantity=7, reason="x")
    for bad in ({**body, "t_code": ""}, {**body, "location": ""}, {**body, "quantity": "7"}):
        assert crowd.program.call("POST", COMMANDS, bad).status_code == 400
    assert crowd.balance("D8") == {"A-01-04-2": 5}
    assert give(crowd, "review_count", count="0000000000000", take="post").done is False
