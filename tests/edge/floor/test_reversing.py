"""Receipts and shipments are taken back by movements that name those they reverse."""

from pathlib import Path

import pytest

from models.warehouse.replies import Outcome, Reply
from tests.edge.site import TestSite
from tests.edge.transfers import told

HERE = "A-01-01-1"


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    site.add_item("TEA")
    site.add_item("MUG")
    site.do("announce_asn", asn="A1", supplier="S1", lines=[{"item": "TEA", "quantity": 10}])
    return site


def received(site: TestSite, quantity: int, **more: object) -> None:
    reply = site.do("receive", asn="A1", item="TEA", quantity=quantity, **more)
    assert reply.done, reply


def reversed_(site: TestSite, **more: object) -> Reply:
    return site.do("reverse_receipt", **{"asn": "A1", "item": "TEA", "reason": "wrong", **more})


def shipped(site: TestSite, order: str = "O1") -> None:
    site.stock("TEA", "A-01-01-1", 8)
    site.order(order, ("TEA", 8))
    site.release(order)
    site.pick_all(order)
    assert site.do("pack", order=order, unit="BOX-1").done
    assert site.do("stage", order=order, location="STAGE-1").done
    assert site.do("ship", order=order).done


def test_the_newest_is_taken_back_first_and_each_movement_names_what_it_reverses(
    site: TestSite,
) -> None:
    received(site, 4)
    received(site, 6)
    before = [each.reference for each in site.reader.received(_asn(site))]

    assert reversed_(site, quantity=7).outcome is Outcome.UNDONE

    assert _reverses(site) == [(before[0], 6), (before[1], 1)]
    assert [(each.reference, each.quantity) for each in site.reader.received(_asn(site))] == [
        (before[1], 3)
    ]
    assert site.quants() == [("TEA", "DOCK-1", None, None, "available", 3, 0)]
    assert [task["quantity"] for task in site.tasks("A1", "putaway")] == [3]
    assert site.state("A1", "asn") == "receiving"
    assert site.check().ok
    received(site, 7)
    assert site.check().ok


def test_without_a_quantity_all_of_it_goes_and_a_closed_receipt_opens_again(
    site: TestSite,
) -> None:
    received(site, 10, unit="PAL-1", condition="damaged")
    assert site.do("close_receipt", asn="A1").done
    assert site.state("A1", "asn") == "received"

    assert reversed_(site, unit="PAL-1", item=None).done

    assert (site.quants(), site.state("A1", "asn")) == ([], "receiving")
    assert site.tasks("A1", "putaway") == []
    assert _kinds(site) == ["receipt_reversed", "received_damaged"]
    received(site, 10)
    assert site.check().ok


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ({"quantity": 11}, "reverse.not_so_many"),
        ({"quantity": 0}, "quantity.not_positive"),
        ({"item": "MUG", "quantity": 1}, "reverse.not_so_many"),
        ({"item": None}, "reverse.what"),
        ({"asn": "A9"}, "asn.unknown"),
        ({"item": "NONE"}, "scan.unknown_item"),
        ({"unit": "NONE"}, "unit.unknown"),
    ],
)
def test_what_did_not_come_cannot_be_taken_back(
    site: TestSite, said: dict[str, object], key: str
) -> None:
    received(site, 10)
    reply = reversed_(site, **said)
    assert (reply.done, reply.say.key) == (False, key)
    assert site.reader.received(_asn(site))[0].quantity == 10


def test_what_somebody_has_touched_stays(site: TestSite) -> None:
    received(site, 10)
    assert site.do("put_away", item="TEA", quantity=6, location="A-01-01-1", confirm=True).done
    touched = reversed_(site, quantity=5)
    rest = reversed_(site, quantity=4)
    assert (touched.outcome, touched.say.key, touched.say.args["left"]) == (
        Outcome.GONE, "reverse.touched", 4,
    )  # fmt: skip
    assert rest.done
    assert site.check().ok


def test_what_was_put_away_is_not_taken_back_out_of_the_next_delivery(site: TestSite) -> None:
    """Both stood at the same dock, and one piece is like another."""
    first = site.do("receive", item="TEA", quantity=6, supplier="S").data["asn"]
    (task,) = site.tasks(str(first), "putaway")
    assert site.do("put_away", **{**task, "quantity": 5, "location": HERE, "confirm": True}).done
    site.do("receive", item="TEA", quantity=11, supplier="S")
    back = {"asn": first, "item": "TEA", "reason": "wrong"}
    refused = site.do("reverse_receipt", quantity=5, **back)
    assert (refused.outcome, refused.say.key) == (Outcome.GONE, "reverse.touched")
    assert refused.say.args["left"] == 1
    assert site.check().ok
    assert site.do("reverse_receipt", quantity=1, **back).done
    assert site.check().ok


def test_what_was_put_away_and_brought_back_can_be_taken_back(site: TestSite) -> None:
    asn = site.do("receive", item="TEA", quantity=6, supplier="S").data["asn"]
    (task,) = site.tasks(str(asn), "putaway")
    assert site.do("put_away", **{**task, "quantity": 5, "location": HERE, "confirm": True}).done
    carried = {"item": "TEA", "from_location": HERE, "to_location": task["location"]}
    assert site.do("move", quantity=5, **carried).done
    assert site.do("reverse_receipt", asn=asn, item="TEA", quantity=4, reason="wrong").done
    assert site.check().ok
    assert site.do("reverse_receipt", asn=asn, item="TEA", quantity=2, reason="wrong").done
    assert site.tasks(str(asn), "putaway") == []
    assert site.check().ok


def test_a_delivery_nobody_announced_that_brought_nothing_ends(site: TestSite) -> None:
    made = site.do("receive", item="TEA", quantity=3)
    number = str(made.data["asn"])
    assert reversed_(site, asn=number).done
    assert site.state(number, "asn") == "closed"
    assert reversed_(site, asn=number).say.key == "asn.is_closed"


def test_a_transfer_counted_by_mistake_is_on_its_way_again(site: TestSite) -> None:
    told(site, ("TEA", 5, "BOX-9"), ("TEA", 2, None))
    assert site.do("receive_unit", unit="BOX-9").done
    assert site.do("receive", asn="T1", item="TEA", quantity=2).done
    assert reversed_(site, asn="T1", item=None, unit="BOX-9").done
    lines = site.store.connection.execute(
        "SELECT unit, shipped, received FROM transfer_line ORDER BY unit"
    ).fetchall()
    assert lines == [(None, 2, 2), ("BOX-9", 5, 0)]
    assert site.check().ok
    assert site.do("receive_unit", unit="BOX-9").done
    assert site.check().ok


def test_a_lorry_that_came_back_leaves_the_order_packed(site: TestSite) -> None:
    shipped(site)
    before = [each.reference for each in site.reader.shipped(_dn(site))]

    back = site.do("reverse_shipment", order="O1", reason="road closed")

    assert back.outcome is Outcome.UNDONE
    assert _reverses(site) == [(before[0], 8)]
    assert site.state("O1") == "packed"
    assert site.quants() == [("TEA", "STAGE-1", "BOX-1", None, "available", 8, 8)]
    assert site.line("O1") == {"ordered": 8, "picked": 8, "packed": 8}
    assert _kinds(site) == ["shipment_reversed"]
    assert site.check().ok
    assert site.do("reverse_shipment", order="O1", reason="again").say.key == "order.is_packed"
    assert site.do("stage", order="O1", location="STAGE-1").done
    assert site.do("ship", order="O1").done
    assert site.do("deliver", order="O1").done
    late = site.do("reverse_shipment", order="O1", reason="too late")
    assert late.say.key == "order.is_delivered"
    assert site.check().ok


def test_it_may_stand_somewhere_else_now(site: TestSite) -> None:
    shipped(site)
    wrong = site.do("reverse_shipment", order="O1", location="A-01-01-1", reason="back")
    right = site.do("reverse_shipment", order="O1", location="DOCK-1", reason="back")
    assert (wrong.say.key, right.done) == ("stage.not_staging", True)
    assert site.quants() == [("TEA", "DOCK-1", "BOX-1", None, "available", 8, 8)]
    assert site.do("cancel_order", order="O1", reason="not wanted").done
    assert site.check().ok


def _reverses(site: TestSite) -> list[tuple[str, int]]:
    """Which movements were reversed, and by how much."""
    rows = site.store.connection.execute(
        "SELECT reverses, quantity FROM movement WHERE reverses IS NOT NULL ORDER BY id"
    ).fetchall()
    return [(str(reference), int(str(quantity))) for reference, quantity in rows]


def _kinds(site: TestSite) -> list[str]:
    rows = site.store.connection.execute("SELECT kind FROM exception ORDER BY kind").fetchall()
    return [str(kind) for (kind,) in rows]


def _asn(site: TestSite) -> int:
    asn = site.reader.asn("A1")
    assert asn is not None
    return asn.id


def _dn(site: TestSite) -> int:
    dn = site.reader.dn("O1")
    assert dn is not None
    return dn.id
