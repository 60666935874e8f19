"""Receipt rules, deliveries nobody announced, goods that go from the dock straight to an order."""

from typing import Any

import pytest

from models.warehouse.replies import Level, Outcome
from tests.edge.floor.test_receiving import announce, exceptions
from tests.edge.site import TestSite


def _rule(site: TestSite, **says: object) -> None:
    assert site.do("set_rule", when={}, says={"kind": "receipt", **says}).done


def _short(site: TestSite, number: str, *lines: tuple[str, int], **fields: object) -> None:
    site.order(number, *lines, **fields)
    site.release(number)
    assert site.state(number) == "short"


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        (5, 6, Outcome.LINE_DONE),
        (6, 6, Outcome.OVER_RECEIPT),
        (10, 1, Outcome.LINE_DONE),
        (10, 2, Outcome.OVER_RECEIPT),
    ],
)
def test_a_rule_allows_so_much_over_all_receipts(
    site: TestSite, first: int, then: int, outcome: Outcome
) -> None:
    _rule(site, over_percent=10)
    announce(site, ("TEA", 10))
    assert site.do("receive", asn="A1", item="TEA", quantity=first).done
    assert site.do("receive", asn="A1", item="TEA", quantity=then).outcome is outcome


def test_beyond_the_bound_only_a_supervisor_takes_goods_in(site: TestSite) -> None:
    _rule(site, over_percent=10, over_percent_max=50)
    announce(site, ("TEA", 10))
    many = {"asn": "A1", "item": "TEA", "quantity": 16, "confirm": True}
    refused = site.do("receive", **many)
    assert (refused.outcome, refused.level) == (Outcome.OVER_RECEIPT, Level.BLOCK)
    assert refused.say.key == "receive.over_bound"
    asked = site.send(site.command("receive", **{**many, "confirm": False}), may_supervise=True)
    assert asked.reply().level is Level.WARN
    assert site.send(site.command("receive", **many), may_supervise=True).reply().done
    assert exceptions(site) == ["over_receipt"]


def test_a_rule_is_for_the_supplier_it_names(site: TestSite) -> None:
    site.do(
        "set_rule",
        when={"supplier": "SLOPPY"},
        says={"kind": "receipt", "inspect_percent": 100},
    )
    announce(site, ("TEA", 10))
    lines = [{"item": "TEA", "quantity": 10}]
    site.do("announce_asn", asn="A2", supplier="SLOPPY", lines=lines)
    assert site.do("receive", asn="A1", item="TEA", quantity=10).data["to_inspect"] == 0
    assert site.do("receive", asn="A2", item="TEA", quantity=10).data["to_inspect"] == 10


def test_the_share_to_inspect_holds_over_small_receipts(site: TestSite) -> None:
    _rule(site, inspect_percent=20)
    announce(site, ("TEA", 10))
    held = [
        site.do("receive", asn="A1", item="TEA", quantity=1).data["to_inspect"] for _ in range(10)
    ]
    assert held == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert [row[4:6] for row in site.quants()] == [("available", 8), ("inspection", 2)]
    targets: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT DISTINCT l.property FROM task t JOIN location l ON l.id=t.to_location"
        " WHERE t.reason='inspection'"
    ).fetchall()
    assert targets == [("inspection",)]
    assert site.check().ok


def test_damaged_goods_need_no_inspection(site: TestSite) -> None:
    _rule(site, inspect_percent=100)
    announce(site, ("TEA", 10))
    site.do("receive", asn="A1", item="TEA", quantity=4, condition="damaged")
    assert [row[4] for row in site.quants()] == ["damaged"]


def test_inspection_of_a_lot_among_several(site: TestSite) -> None:
    _rule(site, inspect_percent=100)
    announce(site, ("MILK", 10))
    for lot in ("L1", "L2"):
        site.do("receive", asn="A1", item="MILK", quantity=2, lot=lot, expiry="2026-06-01")
    judged = {"item": "MILK", "location": "DOCK-1", "quantity": 2, "verdict": "good"}
    assert site.do("inspect", **judged).outcome is Outcome.LOT_REQUIRED
    assert site.do("inspect", **judged, lot="L1").done
    assert site.do("inspect", **judged, lot="L1").outcome is Outcome.GONE
    assert site.do("inspect", **{**judged, "quantity": 3}).outcome is Outcome.QUANTITY_CHANGED
    assert [row[3:6] for row in site.quants()] == [("L1", "available", 2), ("L2", "inspection", 2)]
    assert site.check().ok


def test_a_delivery_nobody_announced_is_made_at_its_first_item_and_closes(site: TestSite) -> None:
    first = site.do("receive", item="TEA", quantity=7, supplier="S9", dock="DOCK-2")
    asn = str(first.data["asn"])
    assert asn.startswith("BLIND-")
    assert site.do("receive", asn=asn, item="MUG", quantity=2).done
    assert site.do("receive", asn=asn, item="TEA", quantity=5).done
    assert [row[:2] + row[5:6] for row in site.quants()] == [
        ("MUG", "DOCK-2", 2),
        ("TEA", "DOCK-2", 12),
    ]
    found = site.reader.asn(asn)
    assert found is not None
    assert (found.kind, found.supplier) == ("blind", "S9")
    assert site.do("close_receipt", asn=asn).outcome is Outcome.DOCUMENT_DONE
    for task in site.tasks(asn, "putaway"):
        assert site.do(
            "put_away", task_id=task["task_id"], item=task["item"], quantity=task["quantity"],
            location="A-01-01-1", confirm=True,
        ).done  # fmt: skip
    assert site.state(asn, "asn") == "closed"
    assert exceptions(site) == []
    assert site.check().ok


def test_a_blind_delivery_at_no_dock_is_refused(site: TestSite) -> None:
    refused = site.do("receive", item="TEA", quantity=1, dock="A-01-01-1")
    assert refused.outcome is Outcome.WRONG_KIND
    assert site.count("asn") == 0


def test_goods_an_order_waits_for_go_from_the_dock_to_packing(site: TestSite) -> None:
    _short(site, "O1", ("TEA", 4))
    announce(site, ("TEA", 10))
    reply = site.do("receive", asn="A1", item="TEA", quantity=10, cross_dock="O1")
    assert (reply.outcome, reply.data["cross_docked"]) == (Outcome.LINE_DONE, 4)
    assert site.state("O1") == "picked"
    assert site.line("O1") == {"ordered": 4, "picked": 4}
    assert [row[1:2] + row[5:] for row in site.quants()] == [("DOCK-1", 6, 0), ("PACK-1", 4, 4)]
    assert [task["quantity"] for task in site.tasks("A1", "putaway")] == [6]
    assert site.do("pack", order="O1", unit="BOX-1").done
    assert site.do("ship", order="O1").done
    assert site.check().ok


def test_what_else_the_order_wants_is_allocated_or_passed_on(site: TestSite) -> None:
    _short(site, "O1", ("TEA", 4), ("MUG", 3), ("MILK", 2))
    site.stock("MUG", "A-01-01-1", 3)
    announce(site, ("TEA", 3))
    assert site.do("receive", asn="A1", item="TEA", quantity=3, cross_dock="O1").done
    assert site.line("O1") == {"ordered": 9, "allocated": 3, "picked": 3, "short": 3}
    assert site.state("O1") == "picking"
    assert site.line("O1-B1") == {"ordered": 3}
    site.pick_all("O1")
    assert site.state("O1") == "picked"
    assert site.check().ok


def test_an_order_that_waits_no_more_gets_nothing(site: TestSite) -> None:
    _short(site, "O1", ("TEA", 4))
    site.do("cancel_order", order="O1", reason="no")
    announce(site, ("TEA", 10))
    reply = site.do("receive", asn="A1", item="TEA", quantity=10, cross_dock="O1")
    assert (reply.outcome, reply.level) == (Outcome.GONE, Level.BLOCK)
    assert site.quants() == []


def test_the_most_urgent_order_is_named_first(site: TestSite) -> None:
    _short(site, "O1", ("TEA", 4))
    _short(site, "O2", ("TEA", 2), priority=5)
    site.order("O3", ("TEA", 1))
    tea = site.reader.items("TEA")[0]
    assert [(each.number, each.quantity) for each in site.reader.wanting(tea.id)] == [
        ("O2", 2),
        ("O1", 4),
    ]


def _shipped(site: TestSite, item: str, quantity: int) -> None:
    site.stock(item, "A-01-01-1", quantity)
    site.order("O1", (item, quantity))
    site.release("O1")
    site.pick_all("O1")
    site.do("pack", order="O1")
    assert site.do("ship", order="O1").done


def test_scrapped_returns_are_lost_and_the_others_wait_for_putaway(site: TestSite) -> None:
    _shipped(site, "TEA", 5)
    back = {"order": "O1", "item": "TEA", "reason": "faulty"}
    assert site.do("return_goods", **back, quantity=3, disposition="scrap").done
    assert site.quants() == []
    assert site.do("return_goods", **back, quantity=2, disposition="supplier").done
    assert exceptions(site) == ["return_to_supplier"]
    (task,) = site.tasks("O1-R1", "putaway")
    assert (task["location"], task["quantity"]) == ("DOCK-1", 2)
    assert site.do("close_receipt", asn="O1-R1").done
    assert site.do(
        "put_away", task_id=task["task_id"], item="TEA", quantity=2, location="HOLD-1"
    ).done
    assert site.state("O1-R1", "asn") == "closed"
    kinds: list[tuple[Any, ...]] = site.store.connection.execute(
        "SELECT kind, reason FROM movement WHERE reason='faulty' ORDER BY at_ms, kind"
    ).fetchall()
    assert kinds == [("return", "faulty"), ("return", "faulty"), ("scrap", "faulty")]
    assert site.check().ok


def test_nothing_comes_back_that_never_went_out(site: TestSite) -> None:
    _shipped(site, "TEA", 5)
    back = {"order": "O1", "reason": "faulty", "disposition": "restock"}
    never = site.do("return_goods", **back, item="MUG", quantity=1)
    assert (never.outcome, never.level) == (Outcome.WRONG_ITEM, Level.BLOCK)
    more = site.do("return_goods", **back, item="TEA", quantity=6)
    assert (more.outcome, more.level) == (Outcome.OVER_RECEIPT, Level.WARN)
    assert site.do("return_goods", **back, item="TEA", quantity=6, confirm=True).done
    site.order("O2", ("TEA", 1))
    early = site.do("return_goods", **{**back, "order": "O2"}, item="TEA", quantity=1)
    assert early.outcome is Outcome.STALE_STEP
    assert site.do("return_goods", **{**back, "order": "O9"}, item="TEA", quantity=1).outcome is (
        Outcome.UNKNOWN_CODE
    )
