"""What a turn reads: the work in hand once where it writes nothing, and no work that is done."""

import apsw

from edge.store.reads.picking import MY_PICKS
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE = "A-01-01-1", "A-02-01-1"


def picker(site: TestSite) -> Talker:
    """Who has begun an order of two lines; another one waits."""
    site.stock("TEA", HERE, 5)
    site.stock("MUG", THERE, 5)
    for number in ("O1", "O2"):
        site.order(number, ("TEA", 1), ("MUG", 1))
        site.release(number)
    talk = Talker(site)
    talk.open("picking")
    assert talk.scan("O1").done
    return talk


def held(site: TestSite) -> list[str]:
    """Orders of the tasks that somebody has a lease of, each as often as it has such tasks."""
    rows = site.store.connection.execute(
        "SELECT d.number FROM lease e JOIN task t ON t.id=e.task_id JOIN dn d ON d.id=t.document_id"
        " ORDER BY d.number"
    ).fetchall()
    return [str(row[0]) for row in rows]


def read_by(site: TestSite, talk: Talker, code: str) -> int:
    """How often a scan reads what is in hand."""
    read: list[str] = []

    def note(_: apsw.Cursor, statement: str, __: object) -> bool:
        read.append(statement)
        return True

    site.store.connection.exec_trace = note
    try:
        assert talk.scan(code).done
    finally:
        site.store.connection.exec_trace = None
    return read.count(MY_PICKS)


def test_what_is_in_hand_is_read_once_and_again_only_after_it_changed(site: TestSite) -> None:
    talk = picker(site)
    assert read_by(site, talk, HERE) == 1
    assert read_by(site, talk, "TEA") == 2
    assert talk.question.big is not None
    assert talk.question.big.text == THERE


def test_who_begins_an_order_lets_go_of_what_they_have_done(site: TestSite) -> None:
    talk = picker(site)
    for code in (HERE, "TEA", THERE, "MUG"):
        assert talk.scan(code).done
    assert held(site) == ["O1", "O1"]
    assert talk.scan("O2").done
    assert held(site) == ["O2", "O2"]
    assert site.reader.done_in_hand(1, site.clock()) == []
