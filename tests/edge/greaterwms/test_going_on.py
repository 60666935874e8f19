"""The site works on where the other one stood: every open document is brought to its end."""

import sqlite3
from pathlib import Path

import pytest

from edge.api.views.places import lookup
from models.warehouse import ids
from tests.edge.greaterwms.conftest import Move
from tests.edge.greaterwms.other import alias
from tests.edge.site import TestSite

TODAY = "2027-01-15"


@pytest.fixture
def moved(home: TestSite, move: Move, other: Path) -> TestSite:
    """After the move."""
    move(other)
    return home


def test_documents_stand_where_they_stood(moved: TestSite) -> None:
    assert {code: moved.state(code, "asn") for code in ("ASN1", "ASN2", "ASN3", "ASN4")} == {
        "ASN1": "announced", "ASN2": "arrived", "ASN3": "receiving", "ASN4": "received",
    }  # fmt: skip
    orders = ("DN1", "DN2", "DN3", "DN4", "DN5", "DN6")
    assert {code: (moved.state(code), moved.line(code)) for code in orders} == {
        "DN1": ("draft", {"ordered": 2}),
        "DN2": ("confirmed", {"ordered": 4}),
        "DN3": ("short", {"ordered": 9}),
        "DN4": ("allocated", {"ordered": 8, "allocated": 8}),
        "DN5": ("picked", {"ordered": 7, "picked": 6, "cancelled": 1}),
        "DN6": ("shipped", {"ordered": 3, "picked": 3, "packed": 3, "shipped": 3}),
    }


def test_stock_lies_where_it_lay(moved: TestSite) -> None:
    assert moved.quants() == [
        ("MILK", "RH", None, None, "hold", 10, 0),
        ("MILK", "RI", None, None, "inspection", 20, 0),
        ("MUG", "R1", None, None, "available", 42, 0),
        ("MUG", "RD", None, None, "damaged", 5, 0),
        ("TEA", "DOCK-1", None, None, "available", 7, 0),
        ("TEA", "PACK-1", None, None, "available", 6, 6),
        ("TEA", "R1", None, None, "available", 49, 8),
        ("TEA", "R2", None, None, "available", 44, 0),
    ]


def test_an_allocated_order_is_picked_packed_and_shipped(moved: TestSite) -> None:
    assert [(task["location"], task["item"], task["quantity"]) for task in moved.tasks("DN4")] == [
        ("R1", "TEA", 8)
    ]
    moved.pick_all("DN4")
    assert moved.do("pack", order="DN4").done
    assert moved.do("ship", order="DN4").done
    assert moved.do("deliver", order="DN4", signed_by="C").done
    assert moved.state("DN4") == "delivered"


def test_a_picked_order_is_packed_and_shipped(moved: TestSite) -> None:
    assert moved.do("pack", order="DN5").done
    assert moved.do("ship", order="DN5").done
    assert moved.line("DN5")["shipped"] == 6


def test_what_is_on_the_road_is_delivered_or_comes_back(moved: TestSite) -> None:
    assert moved.do("reverse_shipment", order="DN6", reason="closed").done
    assert moved.state("DN6") == "packed"
    assert moved.do("ship", order="DN6").done
    assert moved.do("deliver", order="DN6", signed_by="C").done
    assert moved.state("DN6") == "delivered"


def test_counted_goods_are_put_away(moved: TestSite) -> None:
    (task,) = moved.tasks("ASN4", "putaway")
    assert (task["location"], task["item"], task["quantity"]) == ("DOCK-1", "TEA", 7)
    reply = moved.do(
        "put_away", task_id=task["task_id"], item="TEA", quantity=7, location="R3", confirm=True
    )
    assert reply.done
    assert moved.state("ASN4", "asn") == "closed"


def test_what_has_arrived_is_counted_and_closed(moved: TestSite) -> None:
    for asn, item, quantity in (("ASN2", "MUG", 20), ("ASN3", "MILK", 7), ("ASN1", "TEA", 10)):
        assert moved.do("receive", asn=asn, item=item, quantity=quantity, dock="DOCK-1").done
        assert moved.do("close_receipt", asn=asn).done


def test_waiting_orders_are_released(moved: TestSite) -> None:
    assert moved.release("DN2").done
    moved.pick_all("DN2")
    assert moved.do("pack", order="DN2").done
    assert moved.do("ship", order="DN2").done
    assert moved.release("DN3").outcome.value in ("partial", "already_done", "batch_done")
    assert moved.state("DN3") == "short", "nothing has come that it could have"


def test_a_draft_is_confirmed_before_it_is_released(moved: TestSite) -> None:
    assert moved.release("DN1").data["orders"] == [
        {"order": "DN1", "state": "draft", "reason": "not_waiting"}
    ]
    assert moved.do("confirm_order", order="DN1").done
    assert (moved.state("DN1"), moved.line("DN1")["ordered"]) == ("confirmed", 2)
    again = moved.do("confirm_order", order="DN1")
    assert (again.outcome.value, again.say.key) == ("already_done", "order.is_confirmed")
    assert moved.release("DN1").done


def test_a_difference_of_a_count_is_posted_by_a_supervisor(moved: TestSite) -> None:
    rows = moved.store.connection.execute(
        'SELECT c.id FROM "count" c JOIN item i ON i.id=c.item_id WHERE i.code=?', ("MUG",)
    ).fetchall()
    (count,) = [ids.show(int(str(row[0]))) for row in rows]
    before = {quant[:2]: quant[5] for quant in moved.quants()}["MUG", "R1"]
    assert moved.do("review_count", count=count, take="post").done
    assert {quant[:2]: quant[5] for quant in moved.quants()}["MUG", "R1"] == before + 1


@pytest.mark.parametrize(
    ("mode", "code", "kind"),
    [("GOODS", "TEA", "item"), ("BINSET", "R1", "location"), ("ASN", "ASN2", "asn"),
     ("DN", "DN4", "order"), ("ASN", "ASN5", "asn"), ("DN", "DN7", "order"),
     ("ASN", "ASN6", "asn")],
)  # fmt: skip
def test_an_old_label_scans(moved: TestSite, mode: str, code: str, kind: str) -> None:
    found = lookup(moved.store.connection, alias(mode, code), TODAY)
    assert found.kind == kind
    shown = (
        (found.item and found.item.item)
        or (found.location and found.location.location)
        or (found.asn and found.asn.asn)
        or (found.order and found.order.order)
        or (found.past and found.past.number)
    )
    assert shown == code


def test_work_is_done_by_old_labels_alone(moved: TestSite) -> None:
    (task,) = moved.tasks("DN4")
    reply = moved.do(
        "confirm_pick",
        task_id=task["task_id"],
        location=alias("BINSET", "R1"),
        item=alias("GOODS", "TEA"),
        quantity=8,
    )
    assert reply.done
    assert moved.do("pack", order=alias("DN", "DN4")).done
    assert moved.do("ship", order=alias("DN", "DN4")).done
    received = moved.do(
        "receive", asn=alias("ASN", "ASN2"), item=alias("GOODS", "MUG"), quantity=20, dock="DOCK-1"
    )
    assert received.done
    assert moved.do("open_dialogue", dialogue="packing").done
    assert moved.do("scan", code=alias("DN", "DN5")).say.args["order"] == "DN5"


@pytest.mark.parametrize(
    ("command", "said"),
    [(("pack", "order", "DN", "DN7"), "order.is_delivered"),
     (("pack", "order", "DN", "DN8"), "order.is_cancelled"),
     (("close_receipt", "asn", "ASN", "ASN5"), "asn.is_closed"),
     (("close_receipt", "asn", "ASN", "ASN6"), "asn.is_cancelled")],
)  # fmt: skip
def test_what_was_over_there_is_over_here(
    moved: TestSite, command: tuple[str, str, str, str], said: str
) -> None:
    verb, field, mode, code = command
    for scanned in (code, alias(mode, code)):
        reply = moved.do(verb, **{field: scanned})
        assert (reply.outcome.value, reply.say.key) == ("already_done", said)


def test_an_unknown_label_books_nothing(moved: TestSite) -> None:
    before = moved.quants()
    assert lookup(moved.store.connection, "f" * 32, TODAY).kind == "unknown"
    assert not moved.do("pack", order="f" * 32).done
    assert moved.quants() == before


def test_all_old_labels_of_the_sample_scan(home: TestSite, move: Move, sample: Path) -> None:
    move(sample)
    base = sqlite3.connect(f"file:{sample}?mode=ro&immutable=1", uri=True)
    kinds = {"GOODS": "item", "BINSET": "location", "ASN": "asn", "DN": "order"}
    counts: dict[str, int] = {}
    for mode, code, bar_code in base.execute("SELECT mode, code, bar_code FROM scanner"):
        found = lookup(home.store.connection, bar_code, TODAY)
        named = found.item or found.location or found.asn or found.order or found.past
        assert named is not None, (mode, code)
        assert found.kind == kinds[mode]
        kind = "past" if found.past else found.kind
        counts[kind] = counts.get(kind, 0) + 1
    base.close()
    assert counts == {"item": 161, "location": 90, "asn": 10, "order": 22, "past": 37}
