"""What is written is the shortest valid form; what would not be valid is not written."""

from datetime import date

import pytest

from models.warehouse.gs1.config import GS, Config
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.reading import Element
from models.warehouse.gs1.writer import bracketed, element_string

CONFIG = Config(today=date(2026, 11, 22))
ITEM = ("01", "09506000134352")


def test_a_separator_stands_only_where_it_is_needed() -> None:
    elements = [ITEM, ("17", "271231"), ("10", "A(1)"), ("21", "S")]
    assert element_string(elements, CONFIG) == f"01095060001343521727123110A(1){GS}21S"
    assert bracketed(elements, CONFIG) == "(01)09506000134352(17)271231(10)A\\(1)(21)S"


@pytest.mark.parametrize(
    ("elements", "fault"),
    [
        ([("01", "09506000134353")], Fault.BAD_CHECK_DIGIT),
        ([("05", "1")], Fault.BAD_GS1),
        ([ITEM, ("10", "")], Fault.BAD_GS1),
        ([ITEM, ("10", f"A{GS}21B")], Fault.BAD_CHARACTER),
        ([ITEM, ("10", "A^FS")], Fault.BAD_CHARACTER),
        ([ITEM, ("17", "270230")], Fault.BAD_DATE),
        ([ITEM, ("37", "2")], Fault.EXCLUSIVE_PAIR),
        ([("10", "A")], Fault.MISSING_PAIR),
        ([ITEM, ("10", "A"), ("10", "B")], Fault.REPEATED),
    ],
)
def test_nothing_is_written_that_would_not_be_read(elements: list[Element], fault: Fault) -> None:
    for write in (element_string, bracketed):
        with pytest.raises(Gs1Error) as caught:
            write(elements, CONFIG)
        assert caught.value.fault is fault
