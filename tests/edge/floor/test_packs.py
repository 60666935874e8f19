"""Packs: what was entered is kept beside the pieces, and never says another number."""

from typing import Any

import pytest

from models.warehouse.replies import Outcome
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

GTIN = "10765432109871"
HERE, THERE = "A-01-01-1", "A-02-01-1"
THREE = {"quantity": 3, "uom": "Box"}


@pytest.fixture
def packs(site: TestSite) -> TestSite:
    """Tea comes in boxes of twelve."""
    assert site.do("set_pack", item="TEA", pack="Box", quantity=12, gtin=GTIN).done
    return site


def _entered(site: TestSite, kind: str) -> list[tuple[Any, ...]]:
    return site.store.connection.execute(
        "SELECT quantity, entered_quantity, uom FROM movement WHERE kind=? ORDER BY id", (kind,)
    ).fetchall()


# -- master data ----------------------------------------------------------------------------------


def test_a_pack_is_known_by_its_gtin_until_it_is_dropped(packs: TestSite) -> None:
    (tea,) = packs.reader.items(GTIN)
    pack = packs.reader.pack(tea.id, GTIN)
    assert pack is not None
    assert (pack.label, pack.quantity) == ("Box", 12)
    assert packs.do("set_pack", item="TEA", pack="Box", quantity=10, gtin=GTIN).done
    assert [each.quantity for each in packs.reader.packs(tea.id)] == [10]
    assert packs.do("drop_pack", item="TEA", pack="Box").done
    assert packs.reader.items(GTIN) == []
    assert packs.do("drop_pack", item="TEA", pack="Crate").outcome is Outcome.ALREADY_DONE


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"item": "MUG", "gtin": GTIN}, Outcome.AMBIGUOUS),
        ({"item": "MUG", "gtin": "10765432109875"}, Outcome.BAD_CHECK_DIGIT),
        ({"item": "CUP", "gtin": GTIN}, Outcome.UNKNOWN_CODE),
        ({"item": "TEA", "gtin": GTIN}, Outcome.LINE_DONE),
    ],
)
def test_a_gtin_is_of_one_item(
    packs: TestSite, fields: dict[str, object], outcome: Outcome
) -> None:
    assert packs.do("set_pack", pack="Case", quantity=6, **fields).outcome is outcome


# -- commands -------------------------------------------------------------------------------------


def test_what_was_entered_is_kept_with_the_movement(packs: TestSite) -> None:
    site = packs
    site.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 36}])
    assert site.do("receive", asn="A1", item="TEA", quantity=36, entered=THREE).done
    assert _entered(site, "receive") == [(36, 3, "Box")]
    site.stock("TEA", HERE, 40)
    two = {"quantity": 2, "uom": "Box"}
    moved = site.do(
        "move", item="TEA", from_location=HERE, to_location=THERE, quantity=24, entered=two
    )
    assert moved.done
    assert _entered(site, "move") == [(24, 2, "Box")]
    site.order("O1", ("TEA", 16))
    site.release("O1")
    one = {"quantity": 1, "uom": "Box"}
    for task in site.tasks("O1"):
        boxes = {"entered": one} if task["quantity"] == 12 else {}
        assert site.do("confirm_pick", **task, **boxes).done
    line = {"item": "TEA", "quantity": 12, "entered": one}
    assert site.do("pack", order="O1", lines=[line, {"item": "TEA", "quantity": 4}]).done
    site.do("ship", order="O1")
    back = {"disposition": "restock", "reason": "x", "entered": one}
    assert site.do("return_goods", order="O1", item="TEA", quantity=12, **back).done
    assert _entered(site, "return") == [(12, 1, "Box")]


def test_a_part_that_breaks_a_pack_is_in_pieces(packs: TestSite) -> None:
    """Half of it is inspected: three boxes are no eighteen pieces."""
    packs.do("set_rule", when={}, says={"kind": "receipt", "inspect_percent": 50})
    packs.do("receive", item="TEA", quantity=36, entered=THREE)
    assert _entered(packs, "receive") == [(18, None, None), (18, None, None)]
    packs.do("receive", item="TEA", quantity=24, entered={"quantity": 2, "uom": "Box"})
    assert _entered(packs, "receive")[2:] == [(12, 1, "Box"), (12, 1, "Box")]


def test_a_count_keeps_what_was_entered(packs: TestSite) -> None:
    packs.stock("TEA", HERE, 36)
    lines = [{"item": "TEA", "quantity": 36, "entered": THREE}]
    assert packs.do("count_location", location=HERE, lines=lines).done
    rows = packs.store.connection.execute(
        "SELECT counted, entered_quantity, uom FROM count_line"
    ).fetchall()
    assert rows == [(36, 3, "Box")]
    twice = [*lines, {"item": "TEA", "quantity": 1}]
    packs.do("count_location", location=HERE, lines=twice)
    (last,) = packs.store.connection.execute(
        "SELECT entered_quantity FROM count_line ORDER BY id DESC LIMIT 1"
    ).fetchall()
    assert last == (None,)


@pytest.mark.parametrize(
    "entered", [{"quantity": 2, "uom": "Box"}, {"quantity": 3, "uom": "Crate"}]
)
@pytest.mark.parametrize("command", ["receive", "move", "count_location"])
def test_boxes_that_are_not_so_many_pieces(
    packs: TestSite, entered: dict[str, object], command: str
) -> None:
    packs.stock("TEA", HERE, 36)
    goods: dict[str, Any] = {"item": "TEA", "quantity": 36, "entered": entered}
    fields: dict[str, Any] = {
        "receive": goods,
        "move": {**goods, "from_location": HERE, "to_location": THERE},
        "count_location": {"location": HERE, "lines": [goods]},
    }
    refused = packs.do(command, **fields[command])
    assert (refused.outcome, refused.say.key) == (Outcome.QUANTITY_CHANGED, "pack.not_so_many")


# -- dialogues ------------------------------------------------------------------------------------


def _packs(talk: Talker) -> str | None:
    goods = talk.question.goods
    return goods.packs if goods is not None else None


def test_boxes_are_received_by_scans(packs: TestSite) -> None:
    talk = Talker(packs)
    packs.do("announce_asn", asn="A1", supplier="S", lines=[{"item": "TEA", "quantity": 50}])
    talk.open("receiving")
    talk.scan("A1")
    talk.scan("DOCK-1")
    assert talk.scan(GTIN).say.args["quantity"] == 12
    for _ in range(2):
        talk.scan(GTIN)
    assert (_packs(talk), talk.question.value) == ("3 × Box", 36)
    assert talk.choose("post").outcome is Outcome.LINE_DONE
    talk.scan(GTIN)
    assert talk.scan("TEA").say.args["quantity"] == 13
    assert _packs(talk) is None
    talk.choose("post")
    assert _entered(packs, "receive") == [(36, 3, "Box"), (13, None, None)]


def test_a_pick_says_how_many_boxes_to_reach_for(packs: TestSite) -> None:
    packs.stock("TEA", HERE, 40)
    packs.order("O1", ("TEA", 27))
    packs.release("O1")
    talk = Talker(packs)
    talk.open("picking")
    talk.scan("O1")
    assert _packs(talk) == "2 × Box + 3"
    talk.scan(HERE)
    assert talk.scan(GTIN).say.key == "picking.counted_pack"
    assert talk.scan(GTIN).say.args["left"] == 27
    assert talk.scan(GTIN).outcome is Outcome.OVER_PICK
    for _ in range(3):
        talk.scan("TEA")
    assert _entered(packs, "pick") == [(27, None, None)]
    packs.order("O2", ("TEA", 12))
    packs.release("O2")
    talk.scan("O2")
    talk.scan(HERE)
    talk.scan(GTIN)
    assert _entered(packs, "pick")[1:] == [(12, 1, "Box")]


def test_boxes_are_packed_counted_and_moved_by_scans(packs: TestSite) -> None:
    packs.stock("TEA", HERE, 40)
    packs.order("O1", ("TEA", 24))
    packs.release("O1")
    packs.pick_all("O1")
    talk = Talker(packs)
    talk.open("packing")
    talk.scan("O1")
    assert talk.scan(GTIN).say.key == "packing.counted_packs"
    assert talk.scan(GTIN).say.args["packs"] == 2
    talk.choose("close_box")
    talk.choose("no_weight")
    assert _entered(packs, "pack") == [(24, 2, "Box")]
    talk.open("count")
    talk.scan(HERE)
    talk.scan(HERE)
    talk.scan(GTIN)
    assert talk.question.rows[0].text == "Tea 1 × Box"
    talk.enter(quantity=16)
    assert talk.question.rows[0].text == "Tea"
    assert talk.choose("done").done
    talk.open("moving")
    talk.scan(HERE)
    assert talk.scan(GTIN).say.args["quantity"] == 12
    assert talk.scan(THERE).done
    assert ("TEA", THERE, None, None, "available", 12, 0) in packs.quants()


def test_boxes_come_back_and_go_into_kits(packs: TestSite) -> None:
    packs.stock("TEA", HERE, 40)
    packs.order("O1", ("TEA", 12))
    packs.release("O1")
    packs.pick_all("O1")
    packs.do("pack", order="O1")
    packs.do("ship", order="O1")
    talk = Talker(packs)
    talk.open("returning")
    talk.scan("O1")
    talk.scan(GTIN)
    assert _packs(talk) == "1 × Box"
    talk.choose("restock")
    assert talk.choose("unwanted").done
    assert _entered(packs, "return") == [(12, 1, "Box")]
    packs.add_item("CRATE")
    packs.do("set_kit_part", kit="CRATE", item="TEA", quantity=24)
    packs.do("make_kit_order", order="K1", item="CRATE", quantity=1)
    packs.do("release_kit_order", order="K1")
    talk.open("kit")
    talk.scan("K1")
    assert _packs(talk) == "2 × Box"
    talk.scan(HERE)
    assert talk.scan(GTIN).say.key == "kit.counted_pack"
    talk.scan(GTIN)
    assert _entered(packs, "kit_collect") == [(24, 2, "Box")]
