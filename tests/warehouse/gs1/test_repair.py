"""A lost separator is put back only where master data leaves no doubt."""

from datetime import date

import pytest

from models.warehouse.gs1.config import GS, Config
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.gs1.reading import Carrier, Reading
from models.warehouse.gs1.repair import Known, Tracked, readings, repair
from models.warehouse.gs1.table import table

CONFIG = Config(today=date(2026, 11, 22))
# jodal/biip#137: the separator after the lot is missing.
LOST = "1021072911172405310100693570007182"
GTIN = "00693570007182"
REPAIRED = Reading(
    Carrier.ELEMENT_STRING,
    (("10", "21072911"), ("17", "240531"), ("01", GTIN)),
    GTIN,
    lot="21072911",
    expiry=date(2024, 5, 31),
    repaired=True,
)


def item(*, lot: bool, expiry: bool) -> Known:
    """Master data of one item."""
    return {GTIN: Tracked(lot=lot, expiry=expiry)}.get


def test_the_strict_reading_fails_and_one_of_many_fits_the_item() -> None:
    with pytest.raises(Gs1Error, match="bad_gs1 in \\(10\\)"):
        parse(LOST, CONFIG)
    every = [each for each in readings(LOST, 2026, frozenset(table().forms)) if "01" in each]
    assert len(every) == 8
    assert len(list(readings(LOST, 2026))) == 2
    assert repair(LOST, item(lot=True, expiry=True), CONFIG) == REPAIRED
    assert repair(f"]C1{LOST}", item(lot=True, expiry=True), CONFIG) == REPAIRED


def test_more_than_one_that_fits_is_ambiguous_with_its_candidates() -> None:
    with pytest.raises(Gs1Error) as caught:
        repair(LOST, item(lot=True, expiry=False), CONFIG)
    assert caught.value.fault is Fault.AMBIGUOUS
    assert {each.lot for each in caught.value.candidates} == {"21072911", "2107291117240531"}


def test_an_item_nobody_knows_leaves_the_code_as_bad_as_it_is() -> None:
    with pytest.raises(Gs1Error, match="bad_gs1 in \\(10\\)"):
        repair(LOST, lambda _: None, CONFIG)


def test_a_code_that_reads_and_fits_is_left_alone() -> None:
    text = f"01{GTIN}10ABC{GS}17240531"
    assert repair(text, item(lot=True, expiry=True), CONFIG) == parse(text, CONFIG)
    assert repair(GTIN, item(lot=True, expiry=True), CONFIG) == parse(GTIN, CONFIG)


def test_a_lot_that_swallowed_the_expiry_gives_it_back() -> None:
    text = f"01{GTIN}10LOT/17240531"
    strict = parse(text, CONFIG)
    assert strict.lot == "LOT/17240531"
    found = repair(text, item(lot=True, expiry=True), CONFIG)
    assert (found.lot, found.expiry, found.repaired) == ("LOT/", date(2024, 5, 31), True)
    assert repair(text, item(lot=True, expiry=False), CONFIG) == strict


def test_a_string_with_too_many_readings_ends_as_ambiguous() -> None:
    code = ("10" + "21" + "30" + "37" + "1" * 4) * 40
    with pytest.raises(Gs1Error, match="ambiguous"):
        list(readings(code, 2026, frozenset(table().forms)))
