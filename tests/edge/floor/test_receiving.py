"""From the announcement to the last putaway: short, over, damaged, unknown, and by lot."""

import pytest

from models.warehouse.replies import Level, Outcome, Step
from tests.edge.site import TestSite


def announce(site: TestSite, *lines: tuple[str, int], asn: str = "A1") -> None:
    asked = [{"item": item, "quantity": quantity} for item, quantity in lines]
    assert site.do("announce_asn", asn=asn, supplier="S", lines=asked).done


def exceptions(site: TestSite) -> list[str]:
    rows = site.store.connection.execute("SELECT kind FROM exception ORDER BY id").fetchall()
    return [str(row[0]) for row in rows]


def test_an_unknown_item_is_refused_alone_and_the_rest_is_announced(site: TestSite) -> None:
    lines = [{"item": "TEA", "quantity": 5}, {"item": "NOPE", "quantity": 5}]
    lines += [{"item": "MUG", "quantity": 0}]
    reply = site.do("announce_asn", asn="A1", supplier="S", lines=lines)
    assert (reply.outcome, reply.level) == (Outcome.DOCUMENT_DONE, Level.INFO)
    assert reply.data == {
        "lines_taken": 1,
        "refused": [
            {"line": 2, "item": "NOPE", "quantity": 5, "reason": "unknown_item"},
            {"line": 3, "item": "MUG", "quantity": 0, "reason": "quantity_not_positive"},
        ],
    }


def test_the_same_announcement_again_changes_nothing_and_another_is_refused(
    site: TestSite,
) -> None:
    announce(site, ("TEA", 5))
    again = site.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 5}])
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    other = site.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 6}])
    assert (other.outcome, other.level) == (Outcome.ALREADY_DONE, Level.BLOCK)
    assert site.count("asn_line") == 1


def test_a_delivery_arrives_is_received_put_away_and_closed(site: TestSite) -> None:
    announce(site, ("TEA", 20))
    assert site.do("arrive_asn", asn="A1", dock="DOCK-2").done
    assert site.do("receive", asn="A1", item="0765432109876", quantity=8).done
    assert site.do("receive", asn="A1", item="TEA", quantity=12).done
    assert site.quants() == [("TEA", "DOCK-2", None, None, "available", 20, 0)]
    assert site.do("close_receipt", asn="A1").outcome is Outcome.DOCUMENT_DONE
    assert site.state("A1", "asn") == "received"
    first, second = site.tasks("A1", "putaway")
    for task in (first, second):
        reply = site.do(
            "put_away",
            task_id=task["task_id"],
            item="TEA",
            quantity=task["quantity"],
            location="A-01-01-1",
        )
        assert reply.outcome is Outcome.LINE_DONE
    assert site.state("A1", "asn") == "closed"
    assert site.quants() == [("TEA", "A-01-01-1", None, None, "available", 20, 0)]


def test_over_receipt_asks_and_the_second_scan_flags_a_discrepancy(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    assert site.do("receive", asn="A1", item="TEA", quantity=10).done
    asked = site.do("receive", asn="A1", item="TEA", quantity=1)
    assert (asked.outcome, asked.level) == (Outcome.OVER_RECEIPT, Level.WARN)
    assert asked.next is not None
    assert asked.next.step is Step.CONFIRM
    assert site.quants()[0][5] == 10
    assert site.do("receive", asn="A1", item="TEA", quantity=1, confirm=True).done
    assert site.quants()[0][5] == 11
    assert exceptions(site) == ["over_receipt"]


def test_tolerance_is_about_what_has_come_altogether(site: TestSite) -> None:
    from msgspec.structs import replace

    settings = replace(site.site.settings, over_receipt_percent=10)
    site.recorder.site = replace(site.site, settings=settings)
    announce(site, ("TEA", 20))
    assert site.do("receive", asn="A1", item="TEA", quantity=20).done
    assert site.do("receive", asn="A1", item="TEA", quantity=2).done
    assert site.do("receive", asn="A1", item="TEA", quantity=1).outcome is Outcome.OVER_RECEIPT


def test_closing_short_shows_what_is_missing_first(site: TestSite) -> None:
    announce(site, ("TEA", 10), ("MUG", 4))
    assert site.do("receive", asn="A1", item="TEA", quantity=10).done
    asked = site.do("close_receipt", asn="A1")
    assert (asked.outcome, asked.level) == (Outcome.PARTIAL, Level.WARN)
    assert asked.data == {"missing": [{"line": 2, "item": "MUG", "expected": 4, "received": 0}]}
    assert site.do("close_receipt", asn="A1", confirm=True).done
    assert exceptions(site) == ["short_receipt"]
    late = site.do("receive", asn="A1", item="MUG", quantity=4)
    assert (late.outcome, late.level) == (Outcome.ALREADY_DONE, Level.BLOCK)


def test_damaged_goods_get_a_status_and_go_where_damage_goes(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    assert site.do("receive", asn="A1", item="TEA", quantity=2, condition="damaged").done
    assert site.quants() == [("TEA", "DOCK-1", None, None, "damaged", 2, 0)]
    wrong = site.do("put_away", item="TEA", quantity=2, location="A-01-01-1", confirm=True)
    assert wrong.outcome is Outcome.LOCATION_NOT_ALLOWED
    assert site.do("put_away", item="TEA", quantity=2, location="DAMAGE-1").done
    site.order("O1", ("TEA", 1))
    assert site.release("O1").data["orders"] == [
        {"order": "O1", "state": "short", "allocated": 0, "short": 1, "backorder": None}
    ]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.LOT_REQUIRED),
        ({"lot": "L1"}, Outcome.EXPIRY_REQUIRED),
        ({"lot": "L1", "expiry": "2026-03-01"}, Outcome.LINE_DONE),
        ({"lot": "L1", "expiry": "2025-03-01"}, Outcome.EXPIRED),
        ({"lot": "L1", "expiry": "2026-01-05"}, Outcome.LINE_DONE),
    ],
)
def test_lot_and_expiry_are_asked_for(
    site: TestSite, fields: dict[str, str], outcome: Outcome
) -> None:
    announce(site, ("MILK", 10))
    reply = site.do("receive", asn="A1", item="MILK", quantity=2, **fields)
    assert reply.outcome is outcome


def test_a_known_lot_needs_no_expiry_and_takes_no_other(site: TestSite) -> None:
    announce(site, ("MILK", 10))
    site.do("receive", asn="A1", item="MILK", quantity=2, lot="L1", expiry="2026-03-01")
    assert site.do("receive", asn="A1", item="MILK", quantity=2, lot="L1").done
    other = site.do("receive", asn="A1", item="MILK", quantity=2, lot="L1", expiry="2026-04-01")
    assert other.outcome is Outcome.WRONG_LOT


def test_expired_goods_are_kept_on_hold_once_confirmed(site: TestSite) -> None:
    announce(site, ("MILK", 10))
    fields = {"asn": "A1", "item": "MILK", "quantity": 2, "lot": "L1", "expiry": "2025-12-31"}
    assert site.do("receive", **fields, confirm=True).done
    assert site.quants() == [("MILK", "DOCK-1", None, "L1", "hold", 2, 0)]


def test_a_serial_number_comes_once(site: TestSite) -> None:
    announce(site, ("DRILL", 3))
    many = site.do("receive", asn="A1", item="DRILL", quantity=2, lot="S1")
    assert many.outcome is Outcome.SERIAL_REQUIRED
    assert site.do("receive", asn="A1", item="DRILL", quantity=1, lot="S1").done
    twice = site.do("receive", asn="A1", item="DRILL", quantity=1, lot="S1")
    assert twice.outcome is Outcome.SERIAL_DUPLICATE


@pytest.mark.parametrize(
    ("item", "outcome"),
    [
        ("NOPE", Outcome.UNKNOWN_CODE),
        ("MUG", Outcome.WRONG_ITEM),
        ("4006381333930", Outcome.BAD_CHECK_DIGIT),
        ("A-01-01-1", Outcome.WRONG_KIND),
    ],
)
def test_a_wrong_scan_is_an_answer(site: TestSite, item: str, outcome: Outcome) -> None:
    announce(site, ("TEA", 10))
    reply = site.do("receive", asn="A1", item=item, quantity=1)
    assert (reply.outcome, reply.level) == (outcome, Level.BLOCK)


def test_a_pack_is_found_by_its_gtin_however_it_is_written(site: TestSite) -> None:
    site.add_gtin(site.add_item("PEN"), "04006381333931")
    announce(site, ("PEN", 10))
    assert site.do("receive", asn="A1", item="4006381333931", quantity=1).done
    assert site.do("receive", asn="A1", item="]E04006381333931", quantity=1).done


def test_a_code_with_two_meanings_is_ambiguous(site: TestSite) -> None:
    site.add_item("ONE", barcodes=("SHARED",))
    site.add_item("TWO", barcodes=("SHARED",))
    announce(site, ("TEA", 10))
    assert site.do("receive", asn="A1", item="SHARED", quantity=1).outcome is Outcome.AMBIGUOUS


def test_a_pallet_keeps_its_label_until_it_is_broken_up(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    sscc = "340123450000000016"
    bad = site.do("receive", asn="A1", item="TEA", quantity=10, unit=sscc[:-1] + "9")
    assert bad.outcome is Outcome.BAD_CHECK_DIGIT
    sscc = "340123450000000017"
    assert site.do("receive", asn="A1", item="TEA", quantity=10, unit=sscc).done
    assert site.do("put_away", item="TEA", quantity=4, unit=sscc, location="A-01-01-1").done
    assert site.do("put_away", item="TEA", quantity=6, unit=sscc, location="A-01-01-1").done
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "available", 4, 0),
        ("TEA", "A-01-01-1", sscc, None, "available", 6, 0),
    ]


def test_another_location_asks_once(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    site.do("receive", asn="A1", item="TEA", quantity=10)
    asked = site.do("put_away", item="TEA", quantity=10, location="A-02-01-1")
    assert (asked.outcome, asked.level) == (Outcome.OTHER_LOCATION, Level.WARN)
    assert site.do("put_away", item="TEA", quantity=10, location="A-02-01-1", confirm=True).done


def test_putaway_can_be_taken_back_and_is_asked_for_again(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    site.do("receive", asn="A1", item="TEA", quantity=10)
    done = site.do("put_away", item="TEA", quantity=10, location="A-01-01-1")
    assert done.undo is not None
    assert site.do(**done.undo.command).done  # type: ignore[arg-type]
    assert site.quants() == [("TEA", "DOCK-1", None, None, "available", 10, 0)]
    assert site.do("put_away", item="TEA", quantity=10, location="A-01-01-1").done


@pytest.mark.parametrize("quantity", [10, 4])
def test_putaway_taken_back_lies_on_its_pallet_again(site: TestSite, quantity: int) -> None:
    announce(site, ("TEA", 10))
    site.stock("TEA", "A-01-01-1", 3)
    site.do("receive", asn="A1", item="TEA", quantity=10, unit="PAL-1")
    task = site.tasks("A1", "putaway")[0]["task_id"]
    done = site.do(
        "put_away", task_id=task, item="TEA", unit="PAL-1", quantity=quantity, location="A-01-01-1"
    )
    assert done.undo is not None
    assert site.do(**done.undo.command).done  # type: ignore[arg-type]
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "available", 3, 0),
        ("TEA", "DOCK-1", "PAL-1", None, "available", 10, 0),
    ]


def test_loose_goods_are_put_on_a_pallet_and_taken_off_again(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.stock("TEA", "A-02-01-1", 2, unit="PAL-1")
    way = {"from_location": "A-01-01-1", "to_location": "A-02-01-1", "into_unit": "PAL-1"}
    moved = site.do("move", item="TEA", quantity=3, **way)
    assert ("TEA", "A-02-01-1", "PAL-1", None, "available", 5, 0) in site.quants()
    assert moved.undo is not None
    assert site.do(**moved.undo.command).done  # type: ignore[arg-type]
    assert site.quants() == [
        ("TEA", "A-01-01-1", None, None, "available", 5, 0),
        ("TEA", "A-02-01-1", "PAL-1", None, "available", 2, 0),
    ]
    elsewhere = {**way, "to_location": "A-02-02-1"}
    refused = site.do("move", item="TEA", quantity=3, **elsewhere)
    assert (refused.outcome, refused.say.key) == (Outcome.WRONG_UNIT, "unit.elsewhere")


def test_stock_that_went_another_way_ends_the_task(site: TestSite) -> None:
    announce(site, ("TEA", 10))
    site.do("receive", asn="A1", item="TEA", quantity=10)
    assert site.do(
        "move", item="TEA", from_location="DOCK-1", to_location="A-02-01-1", quantity=10
    ).done
    gone = site.do("put_away", item="TEA", quantity=10, location="A-01-01-1")
    assert (gone.outcome, gone.level) == (Outcome.GONE, Level.BLOCK)
    assert site.tasks("A1", "putaway") == []


def test_new_items_are_proposed_locations_of_their_own(site: TestSite) -> None:
    announce(site, ("TEA", 10), ("MUG", 10))
    site.do("receive", asn="A1", item="TEA", quantity=5)
    site.do("receive", asn="A1", item="MUG", quantity=5)
    site.do("receive", asn="A1", item="TEA", quantity=5)
    rows = site.store.connection.execute(
        "SELECT l.code FROM task t JOIN location l ON l.id=t.to_location ORDER BY t.id"
    ).fetchall()
    assert rows == [("A-01-01-1",), ("A-01-01-2",), ("A-01-01-1",)]
