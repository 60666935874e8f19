"""What cannot be set up: each fault is named by row and column, nothing of its table goes in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.admin.making import Made
from tests.edge.api.setup_lists import FIELDS, counts, export, refused, rules
from tests.edge.serving import Clock, Served


@pytest.fixture(scope="module")
def site(template: tuple[Path, Made], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all: what is refused changes nothing."""
    with Served(template, tmp_path_factory.mktemp("refusing") / "data", Clock()) as served:
        served.import_csv("items", "code\nTEA\n")
        assert counts(served, "rules", "rule,kind,strategy\nP-1,putaway,any\n") == (1, 0, 0)
        assert counts(served, "custom_fields", FIELDS + "item,old,text\n") == (1, 0, 0)
        yield served


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("A,burning\n", [(2, "kind", "unknown_choice")]),
        ("A\nB,count\n,count\n",
         [(2, "kind", "value_missing"), (3, "after_picks", "value_missing"),
          (4, "rule", "value_missing")]),
        ("A,putaway\n", [(2, "strategy", "value_missing")]),
        ("A,putaway,,,any,,,,3\n", [(2, "every_days", "not_of_kind")]),
        ("A,putaway,,,plugin\n", [(2, "plugin", "value_missing")]),
        ("A,removal,,,,,fefo;cheapest\n", [(2, "sort", "unknown_choice")]),
        ("A,cart,,TEA\n", [(2, "item", "not_of_kind"), (2, "slots", "value_missing")]),
        ("A,receipt,,,,,,0.05\n", [(2, "over_percent", "not_a_whole_number")]),
        ("A,count,10001,,,,,,3\n", [(2, "priority", "out_of_range")]),
        ("A,count,,POT,,,,,3\n", [(2, "item", "unknown_item")]),
        ("A,count,,,,,,,0\n", [(2, "every_days", "out_of_range")]),
        ("A,count,,,,,,,3\n A ,count,,,,,,,4\n", [(3, "rule", "repeated_code")]),
        ("P-1,removal,,,,,fifo\n", [(2, "kind", "keeps_kind")]),
        ("A,count,=1+1,,,,,,3\n", [(2, "priority", "formula")]),
    ],
)  # fmt: skip
def test_with_one_rule_refused_none_goes_in(
    site: Served, rows: str, wrong: list[tuple[int, str, str]]
) -> None:
    heading = "rule,kind,priority,item,strategy,zone,sort,over_percent,every_days\n"
    good = "ZZ,count,,,,,,,7\n"
    assert refused(site, "rules", heading + rows + good) == wrong
    assert [row[0] for row in rules(site)] == ["putaway"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("A,25:00,,,,\n", [(2, "cut_off", "not_a_time")]),
        ('A,,"8:00, 24:00",,,\n', [(2, "waves", "not_a_time")]),
        (f"A,,{'8:00 ' * 49},,,\n", [(2, "waves", "out_of_range")]),
        ("A,,,6,5,\n", [(2, "priority_max", "below_least")]),
        ("A,,,,,UPS\n", [(2, "carrier", "unknown_carrier")]),
        ("A,,,,,\nA,9:00,,,,\n", [(3, "channel", "repeated_code")]),
        ("]C1,,,,,\n", [(2, "channel", "value_missing")]),
    ],
)
def test_a_channel_that_cannot_be_is_refused(
    site: Served, row: str, wrong: list[tuple[int, str, str]]
) -> None:
    table = f"channel,cut off,waves,priority_min,priority_max,carrier\n{row}"
    assert refused(site, "channels", table) == wrong
    assert site.get("/api/v1/channels").json()["items"] == []


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("item,Origin,text\n", [(2, "code", "not_a_field_code")]),
        ("robot,a,text\n", [(2, "about", "unknown_choice")]),
        ("item,a,choice\n", [(2, "choices", "choices_for_choice")]),
        ("item,a,text,,,,x|y\n", [(2, "choices", "choices_for_choice")]),
        ("item,a,text,,,2\n", [(2, "decimals", "decimals_for_decimal")]),
        ("item,a,decimal,,,7\n", [(2, "decimals", "out_of_range")]),
        ("item,old,date\n", [(2, "kind", "keeps_kind")]),
        ("item,a,text\npartner,a,text\nitem,a,text\n", [(4, "code", "repeated_code")]),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    site: Served, rows: str, wrong: list[tuple[int, str, str]]
) -> None:
    assert refused(site, "custom_fields", FIELDS + rows) == wrong
    assert export(site, "custom_fields").count("\n") == 2
