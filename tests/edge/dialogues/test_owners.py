"""Two owners have a TEA each: in every dialogue the work in hand says whose a scan means, and where
it does not, the person is asked."""

from collections.abc import Callable
from typing import Any

import pytest

from models.warehouse.replies import Outcome
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

HERE, THERE, FREE = "A-01-01-1", "A-01-02-1", "A-01-03-1"
OURS, THEIRS = "TEA@ACME", "TEA@NORD"


@pytest.fixture
def shared(site: TestSite) -> TestSite:
    nord = site.add_owner("NORD")
    site.add_item("TEA", owner_id=nord, barcodes=("0765432109876",))
    site.add_item("CUP", owner_id=nord)
    site.reader.forget()
    return site


def lying(site: TestSite) -> list[tuple[Any, ...]]:
    """(owner, location, status, pieces), inside the warehouse."""
    return site.store.connection.execute(
        "SELECT o.code, l.code, q.status, q.quantity FROM quant q JOIN owner o ON o.id=q.owner_id"
        " JOIN location l ON l.id=q.location_id ORDER BY 2, 1"
    ).fetchall()


def ordered(site: TestSite, quantity: int) -> None:
    """Theirs beside ours, and an order of theirs, released."""
    site.stock(OURS, HERE, 5)
    site.stock(THEIRS, HERE, 5)
    site.order("O1", ("TEA", quantity), owner="NORD")
    site.release("O1")


def test_a_delivery_is_received_and_put_away_as_its_owners(shared: TestSite) -> None:
    lines = [{"item": "TEA", "quantity": 2}]
    assert shared.do("announce_asn", asn="A1", supplier="S", owner="NORD", lines=lines).done
    talk = Talker(shared)
    talk.open("receiving")
    talk.scan("A1")
    assert [row.code for row in talk.question.rows] == [THEIRS]
    assert talk.scan("0765432109876").done
    assert talk.scan("TEA").done
    assert talk.question.goods is not None
    assert (talk.question.goods.item, talk.question.value) == (THEIRS, 2)
    assert talk.scan(OURS).outcome is Outcome.WRONG_ITEM
    talk.choose("post")
    talk.choose("close")
    talk.open("putaway")
    assert talk.scan("TEA").done
    assert talk.scan(HERE).level.value in ("ok", "warn")
    talk.scan(HERE)
    assert lying(shared) == [("NORD", HERE, "available", 2)]


def test_of_goods_nobody_announced_the_owner_is_asked(shared: TestSite) -> None:
    talk = Talker(shared)
    talk.open("receiving")
    talk.choose("blind")
    talk.choose("unknown")
    asked = talk.scan("TEA")
    assert (asked.outcome, asked.say.key) == (Outcome.AMBIGUOUS, "scan.which_item")
    assert asked.say.args["names"] == f"{OURS} / {THEIRS}"
    assert talk.scan(THEIRS).done
    assert talk.scan("TEA").done  # once more of what is in hand
    talk.choose("post")
    assert talk.scan("CUP").done
    talk.choose("post")
    assert lying(shared) == [("NORD", "DOCK-1", "available", 2), ("NORD", "DOCK-1", "available", 1)]


def test_an_order_is_picked_packed_delivered_and_comes_back(shared: TestSite) -> None:
    ordered(shared, 3)
    talk = Talker(shared)
    talk.open("picking")
    talk.choose("next")
    talk.scan(HERE)
    assert talk.scan(OURS).outcome is Outcome.WRONG_ITEM
    assert talk.scan("0765432109876").done
    talk.choose("all")
    assert shared.state("O1") == "picked"
    talk.open("packing")
    talk.scan("O1")
    for _ in range(3):
        assert talk.scan("TEA").done
    assert shared.do("pack", order="O1", unit="BOX").done
    assert shared.do("ship", order="O1").done
    talk.choose("leave")
    talk.open("delivery")
    talk.scan("O1")
    assert talk.scan("TEA").done
    talk.choose("leave")
    talk.open("returning")
    talk.scan("O1")
    assert talk.scan(OURS).outcome is Outcome.WRONG_ITEM
    assert talk.scan("TEA").done
    talk.choose("restock")
    assert talk.choose("unwanted").done
    assert lying(shared) == [
        ("ACME", HERE, "available", 5), ("NORD", HERE, "available", 2),
        ("NORD", "DOCK-1", "available", 1),
    ]  # fmt: skip


def moved(talk: Talker, scanned: str) -> Outcome:
    talk.open("moving")
    talk.scan(HERE)
    return talk.scan(scanned).outcome


def counted(talk: Talker, scanned: str) -> Outcome:
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    return talk.scan(scanned).outcome


def emptied(talk: Talker, scanned: str) -> Outcome:
    talk.open("content")
    talk.scan(HERE)
    return talk.scan(scanned).outcome


@pytest.mark.parametrize("work", [moved, counted, emptied])
def test_what_one_owner_alone_has_there_is_meant(
    shared: TestSite, work: Callable[[Talker, str], Outcome]
) -> None:
    shared.stock(THEIRS, HERE, 2)
    shared.stock(OURS, THERE, 2)
    talk = Talker(shared)
    assert work(talk, "TEA") is not Outcome.AMBIGUOUS
    assert talk.at is not None
    said = [row.code for row in talk.question.rows]
    goods = talk.question.goods
    assert THEIRS in (*said, goods.item if goods is not None else "")


@pytest.mark.parametrize("work", [moved, counted, emptied])
def test_what_both_have_there_is_asked_for(
    shared: TestSite, work: Callable[[Talker, str], Outcome]
) -> None:
    shared.stock(THEIRS, HERE, 2)
    shared.stock(OURS, HERE, 2)
    talk = Talker(shared)
    assert work(talk, "TEA") is Outcome.AMBIGUOUS
    assert talk.scan(THEIRS).outcome is not Outcome.AMBIGUOUS


def test_a_count_finds_each_owners_goods(shared: TestSite) -> None:
    shared.stock(THEIRS, HERE, 2)
    shared.stock(OURS, HERE, 3)
    talk = Talker(shared)
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    talk.scan(THEIRS)
    talk.enter(quantity=1)
    talk.scan(OURS)
    talk.enter(quantity=3)
    talk.choose("done")
    again = Talker(shared, person=2)  # who differs is counted once more, by somebody else
    again.open("count")
    again.scan(HERE)
    again.scan(OURS)
    again.enter(quantity=3)
    again.scan(THEIRS)
    again.enter(quantity=1)
    again.choose("done")
    (count,) = shared.ids_of("count")
    assert shared.do("review_count", count=count, take="post").done
    assert lying(shared) == [("ACME", HERE, "available", 3), ("NORD", HERE, "available", 1)]


def test_another_gets_an_item_of_the_code_in_hand(site: TestSite) -> None:
    """A delivery says whose is meant; of goods nobody announced one begins anew."""
    announced, blind = Talker(site), Talker(site, person=2)
    lines = [{"item": "TEA", "quantity": 2}]
    assert site.do("announce_asn", asn="A1", supplier="S", lines=lines).done
    announced.open("receiving")
    announced.scan("A1")
    announced.scan("TEA")
    blind.open("receiving")
    blind.choose("blind")
    blind.choose("unknown")
    blind.scan("TEA")
    site.add_item("TEA", owner_id=site.add_owner("NORD"))
    site.reader.forget()
    assert announced.scan("TEA").done
    announced.choose("post")
    assert lying(site) == [("ACME", "DOCK-1", "available", 2)]
    assert blind.open("receiving").done
    assert blind.question.ask.key == "scan.which_item"
    assert blind.choose("post").outcome is Outcome.AMBIGUOUS
    assert blind.choose("leave").done
    assert lying(site) == [("ACME", "DOCK-1", "available", 2)]
