"""The table is what the dictionary says, and every identifier is held to it."""

import random
from pathlib import Path

import pytest

from bench.gs1.samples import IDENTIFIERS, Fill, value_of
from models.warehouse.gs1.dictionary import ROWS
from models.warehouse.gs1.elements import check_value
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.linters import LINTERS, UNCHECKED
from models.warehouse.gs1.table import components_of, table
from tests.golden import Golden
from tests.warehouse.gs1.dictionary_module import module

ROOT = Path(__file__).parents[3]
DICTIONARY = ROOT.parent / "shared/data/gs1/gs1-syntax-dictionary.txt"
YEAR = 2026
LINE = "01  *?  N14,csum,gcppos2  ex=255,37 dlpkey=22,10,21|235  # GTIN\n"
HEAD = "# Release: 2026-01-27\n"


def test_the_table_is_made_from_the_dictionary(pytestconfig: pytest.Config) -> None:
    if not DICTIONARY.is_file():
        pytest.skip("the GS1 syntax dictionary is not beside the repository (../shared/data/gs1)")
    golden = Golden(ROOT / "models/warehouse/gs1", update=bool(pytestconfig.option.update_golden))
    golden.check("dictionary.py", module(DICTIONARY.read_text(encoding="utf-8")))


def test_an_entry_becomes_a_row() -> None:
    row = '("01", False, True, "N14,csum,gcppos2", "", "255,37", "22,10,21|235", "GTIN"),'
    assert row in module(HEAD + LINE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("csum", "newcheck", "unknown checks"),
        ("ex=", "or=", "unknown attributes"),
        ("N14,csum,gcppos2", "Q14", "no components"),
        ("01 ", "0x ", "no identifier"),
    ],
)
def test_what_the_dictionary_never_said_before_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        module(HEAD + LINE.replace(old, new, 1))


def test_all_identifiers_are_there_and_every_check_is_used() -> None:
    assert len(ROWS) == 224
    assert len(IDENTIFIERS) == 541
    assert sum(not form.separated for form in table().forms.values()) == 337
    used = {name for row in ROWS for part in components_of(row[3]) for name in part.linters}
    assert used == LINTERS.keys() | UNCHECKED


def test_the_first_two_digits_say_whether_a_separator_is_needed() -> None:
    heads = {name[:2] for name, form in table().forms.items() if not form.separated}
    expected = [0, 1, 2, 3, 11, 12, 13, 15, 16, 17, 20, *range(31, 37), 41]
    assert heads == {f"{head:02}" for head in expected}
    assert all(form.separated == (name[:2] not in heads) for name, form in table().forms.items())


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_a_value_of_least_and_most_length_passes_and_one_beyond_does_not(
    identifier: str, rng: random.Random
) -> None:
    form = table().forms[identifier]
    for fill in Fill:
        check_value(identifier, value_of(identifier, rng, fill), YEAR)
    longest = value_of(identifier, rng, Fill.LONGEST).ljust(form.longest, "0")
    shorter = value_of(identifier, rng, Fill.SHORTEST)[: form.shortest - 1]
    for value in (longest + "0", shorter):
        with pytest.raises(Gs1Error) as caught:
            check_value(identifier, value, YEAR)
        assert (caught.value.fault, caught.value.identifier) == (Fault.BAD_GS1, identifier)


@pytest.mark.parametrize(
    ("identifier", "value", "fault"),
    [
        ("17", "270229", Fault.BAD_DATE),
        ("17", "280229", None),
        ("17", "270200", None),
        ("17", "271301", Fault.BAD_DATE),
        ("7006", "270200", Fault.BAD_DATE),
        ("7003", "2702282359", None),
        ("7003", "2702282400", Fault.BAD_DATE),
        ("7003", "2702282360", Fault.BAD_DATE),
        ("7007", "270228270301", None),
        ("7007", "27022827", Fault.BAD_GS1),
        ("7011", "2702281200", None),
        ("8008", "270228120060", Fault.BAD_DATE),
        ("7250", "19600229", None),
        ("7250", "19000229", Fault.BAD_DATE),
        ("422", "276", None),
        ("422", "999", Fault.BAD_GS1),
        ("7030", "999X", None),
        ("4307", "DE", None),
        ("4307", "XX", Fault.BAD_GS1),
        ("3912", "97812", None),
        ("3912", "00012", Fault.BAD_GS1),
        ("7252", "3", Fault.BAD_GS1),
        ("4321", "2", Fault.BAD_GS1),
        ("4330", "000010-", None),
        ("4330", "000010+", Fault.BAD_GS1),
        ("4309", "18000000003600000000", None),
        ("4309", "18000000013600000000", Fault.BAD_GS1),
        ("8006", "095060001343520102", None),
        ("8006", "095060001343520302", Fault.BAD_GS1),
        ("8007", "GB82WEST12345698765432", None),
        ("8007", "GB82WEST12345698765433", Fault.BAD_CHECK_DIGIT),
        ("8007", "GB82west12345698765432", Fault.BAD_CHARACTER),
        ("8010", "1234#-/A", None),
        ("8010", "123A", Fault.BAD_GS1),
        ("8011", "0", Fault.BAD_GS1),
        ("8013", "1987654Ad4X4bL5ttr2310c2K", None),
        ("8013", "1987654Ad4X4bL5ttr2310c2L", Fault.BAD_CHECK_DIGIT),
        ("8003", "19506000134352", Fault.BAD_GS1),
        ("8030", "AB-_", None),
        ("8030", "AB+/", Fault.BAD_CHARACTER),
        ("4300", "A%20B", None),
        ("4300", "A%2", Fault.BAD_GS1),
        ("7241", "79", Fault.BAD_GS1),
        ("7258", "2/3", None),
        ("7258", "3/2", Fault.BAD_GS1),
        ("7041", "PAE", None),
        ("7041", "QQQ", Fault.BAD_GS1),
        ("10", "A#1", Fault.BAD_CHARACTER),
        ("10", "A 1", Fault.BAD_CHARACTER),
        ("30", "1²", Fault.BAD_CHARACTER),
        ("414", "9506000134352", None),
        ("414", "9506000134353", Fault.BAD_CHECK_DIGIT),
    ],
)
def test_each_check_passes_what_is_right_and_names_what_is_not(
    identifier: str, value: str, fault: Fault | None
) -> None:
    try:
        check_value(identifier, value, YEAR)
        found = None
    except Gs1Error as error:
        found = error.fault
    assert found == fault
