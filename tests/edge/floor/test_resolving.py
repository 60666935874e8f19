"""Exceptions are closed once, by a supervisor; goods for a cancelled order are not forgotten."""

import json
from pathlib import Path

import pytest

from models.warehouse.replies import Level, Outcome, Reply
from tests.edge.site import TestSite


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    site.add_item("TEA")
    return site


def resolve(site: TestSite, exception: str, note: str = "looked at") -> Reply:
    command = site.command("resolve_exception", exception=exception, note=note)
    return site.send(command, 5, may_supervise=True).reply()


def damaged(site: TestSite) -> str:
    site.do("announce_asn", asn="A1", supplier="S1", lines=[{"item": "TEA", "quantity": 3}])
    site.do("receive", asn="A1", item="TEA", quantity=3, condition="damaged")
    (exception,) = site.ids_of("exception")
    return exception


def test_it_is_closed_with_note_person_and_time(site: TestSite) -> None:
    exception = damaged(site)
    site.clock.pass_s(60)
    assert resolve(site, exception).done
    rows = site.store.connection.execute(
        "SELECT state, note, closed_by, closed_at_ms FROM exception"
    ).fetchall()
    assert rows == [("closed", "looked at", 5, site.clock.ms)]


def test_the_second_to_close_it_is_told_so(site: TestSite) -> None:
    exception = damaged(site)
    resolve(site, exception)
    again = resolve(site, exception, "once more")
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    rows = site.store.connection.execute("SELECT note FROM exception").fetchall()
    assert rows == [("looked at",)]


@pytest.mark.parametrize("exception", ["no such id", "0000000000001"])
def test_what_is_not_there_is_not_closed(site: TestSite, exception: str) -> None:
    assert resolve(site, exception).outcome is Outcome.GONE


def test_a_worker_does_not_close_it(site: TestSite) -> None:
    exception = damaged(site)
    reply = site.do("resolve_exception", exception=exception, note="x")
    assert reply.outcome is Outcome.SUPERVISOR_NEEDED


def test_goods_picked_for_a_cancelled_order_go_back_and_somebody_sees_to_it(
    site: TestSite,
) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("O1", ("TEA", 5))
    site.release("O1")
    (task,) = site.tasks("O1")
    site.do("cancel_order", order="O1", reason="not wanted")

    late = site.do("confirm_pick", **task)
    nothing = site.do("confirm_pick", **{**task, "quantity": 0, "reason": "not_found"})

    assert (late.outcome, late.level, late.say.key) == (
        Outcome.CANCELLED_ELSEWHERE, Level.BLOCK, "task.take_back",
    )  # fmt: skip
    assert nothing.say.key == "task.cancelled"
    rows = site.store.connection.execute("SELECT kind, code, arguments FROM exception").fetchall()
    assert [(kind, code, json.loads(str(said))) for kind, code, said in rows] == [
        ("take_back", "O1", {"item": "TEA", "quantity": 5, "location": "A-01-01-1"})
    ]
    assert site.check().ok
