"""Exceptions: seen by anybody, closed by a supervisor, with a note."""

from models.warehouse.replies import Level, Outcome
from tests.edge.dialogues.scenes import scene
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite


def _raised(site: TestSite) -> None:
    for number in ("A1", "A2"):
        lines = [{"item": "TEA", "quantity": 3}]
        site.do("announce_asn", asn=number, supplier="S1", lines=lines)
        site.do("receive", asn=number, item="TEA", quantity=2, condition="damaged")


@scene("exceptions")
def a_supervisor_closes_what_was_looked_at(site: TestSite, talk: Talker) -> None:
    _raised(site)
    talk.may_supervise = True
    talk.open("exceptions")
    assert [(row.code, row.text) for row in talk.question.rows] == [
        ("A1", "TEA · 2"), ("A2", "TEA · 2"),
    ]  # fmt: skip
    assert talk.scan("A3").outcome is Outcome.NO_WORK
    assert talk.scan("A2").done
    assert talk.question.words is not None
    assert talk.question.words.key == "trouble.received_damaged"
    assert talk.choose("back").done
    assert talk.choose(talk.question.rows[0].id).done
    assert talk.enter(text="supplier was told").done
    assert talk.choose("settled").outcome is Outcome.LINE_DONE
    assert [row.code for row in talk.question.rows] == ["A2"]
    closed = site.store.connection.execute(
        "SELECT code, note, closed_by IS NOT NULL FROM exception WHERE state = 'closed'"
    ).fetchall()
    assert closed == [("A1", "supplier was told", 1)]


@scene("exceptions")
def a_worker_sees_it_and_calls_the_supervisor(site: TestSite, talk: Talker) -> None:
    _raised(site)
    talk.open("exceptions")
    talk.scan("A1")
    refused = talk.choose("settled")
    assert (refused.outcome, refused.level) == (Outcome.SUPERVISOR_NEEDED, Level.BLOCK)
    (first, _) = site.ids_of("exception")
    command = site.command("resolve_exception", exception=first, note="seen at the dock")
    assert site.send(command, 2, may_supervise=True).reply().done
    talk.may_supervise = True
    assert talk.choose("settled").outcome is Outcome.ALREADY_DONE
