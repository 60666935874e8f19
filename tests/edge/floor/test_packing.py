"""Cartons: set, changed and dropped as rows, and proposed for what is known."""

from pathlib import Path

import pytest

from edge.floor.draft import SiteSettings
from edge.floor.weighing import PROPOSED_PIECES_MAX, Piece, expected_weight_g, proposal
from models.warehouse.barcodes import as_sscc
from models.warehouse.packing.box import Carton, Size
from models.warehouse.replies import Outcome
from tests.edge.site import TestSite

OWN = "pack.order_done_own"


def _carton(site: TestSite, code: str, edge_mm: int, **fields: int) -> None:
    edges = {"length_mm": edge_mm, "width_mm": edge_mm, "height_mm": edge_mm}
    assert site.do("set_carton", carton=code, **edges, **fields).done


def _measured(site: TestSite, code: str, edge_mm: int, weight_g: int | None = None) -> int:
    return site.add_item(
        code, length_mm=edge_mm, width_mm=edge_mm, height_mm=edge_mm, weight_g=weight_g
    )


def test_a_carton_is_set_changed_dropped_and_set_again(site: TestSite) -> None:
    _carton(site, "S", 100)
    _carton(site, "S", 200, weight_g_max=5_000, tare_g=80)
    changed = [Carton("S", Size(200, 200, 200), 5_000, 80)]
    assert site.reader.cartons() == changed
    assert site.do("drop_carton", carton="S").done
    assert site.reader.cartons() == []
    assert site.do("drop_carton", carton="NONE").outcome is Outcome.GONE
    _carton(site, "S", 200, weight_g_max=5_000, tare_g=80)
    assert site.reader.cartons() == changed
    assert site.count("carton_type") == 1


@pytest.mark.parametrize(("quantity", "cartons"), [(1, ["S"]), (8, ["L"]), (9, ["L", "S"])])
def test_the_smallest_that_holds_it_and_then_few_large_ones(
    site: TestSite, quantity: int, cartons: list[str]
) -> None:
    item = _measured(site, "CUBE", 100)
    _carton(site, "S", 100)
    _carton(site, "L", 200)
    boxes = proposal(site.reader, [Piece(item, quantity)])
    assert [box.carton.code for box in boxes] == cartons


def test_without_sizes_or_with_too_many_pieces_or_too_large_nothing_is_proposed(
    site: TestSite,
) -> None:
    unknown, cube = site.add_item("SACK"), _measured(site, "CUBE", 100)
    large = _measured(site, "SAFE", 900)
    assert proposal(site.reader, [Piece(cube, 1)]) == []
    _carton(site, "L", 800)
    assert len(proposal(site.reader, [Piece(cube, PROPOSED_PIECES_MAX)])) == 1
    for pieces in (
        [],
        [Piece(cube, PROPOSED_PIECES_MAX + 1)],
        [Piece(cube, 1), Piece(unknown, 1)],
        [Piece(large, 1)],
    ):
        assert proposal(site.reader, pieces) == []


def test_a_box_should_weigh_what_is_in_it_and_its_carton(site: TestSite) -> None:
    heavy, unknown = _measured(site, "CUBE", 100, 250), site.add_item("SACK")
    _carton(site, "L", 800, tare_g=300)
    assert expected_weight_g(site.reader, [Piece(heavy, 3)], "L") == 1_050
    assert expected_weight_g(site.reader, [Piece(heavy, 3)], None) == 750
    assert expected_weight_g(site.reader, [Piece(heavy, 3), Piece(unknown, 1)], "L") is None


@pytest.mark.parametrize(("prefix", "key"), [("4012345", "pack.order_done"), (None, OWN)])
def test_without_a_company_prefix_a_box_gets_a_number_that_is_no_sscc(
    tmp_path: Path, prefix: str | None, key: str
) -> None:
    settings = SiteSettings() if prefix is None else SiteSettings(sscc_prefix=prefix)
    site = TestSite(tmp_path, settings=settings)
    site.add_item("TEA")
    codes = []
    for number in ("O1", "O2"):
        site.stock("TEA", "A-01-01-1", 2)
        site.order(number, ("TEA", 2))
        site.release(number)
        site.pick_all(number)
        reply = site.do("pack", order=number)
        codes.append(str(reply.data["unit"]))
        assert (reply.outcome, reply.say.key) == (Outcome.DOCUMENT_DONE, key)
    is_sscc = [as_sscc(code) is not None for code in codes]
    assert (is_sscc, len({*codes})) == ([prefix is not None] * 2, 2)
    assert site.check().ok
