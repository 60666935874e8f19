"""Whatever a command can set up goes out as a row and comes in as the same command."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.export.safe import safe_text
from edge.export.setup import cells_of
from edge.intake.columns import fold
from edge.intake.kinds import columns_of
from edge.intake.run import Checked, Request, check
from edge.intake.setup.rules import CONDITIONS, OF_KIND, SAYINGS
from edge.intake.setup.standing import SetCommand, SetupKind, Standing, field_key
from models.warehouse.commands import (
    SetCarton,
    SetChannel,
    SetField,
    SetRule,
    decode_command,
    encode_command,
)
from models.warehouse.custom import FieldKind
from models.warehouse.quantity import QUANTITY_MAX
from models.warehouse.release import ForOrders
from models.warehouse.rules.cart import CartBy
from models.warehouse.rules.putaway import PutAwayBy
from models.warehouse.rules.receipt import ReceiveBy
from models.warehouse.rules.recount import CountBy
from models.warehouse.rules.removal import TakeBy
from models.warehouse.rules.replenishment import RefillBy
from models.warehouse.rules.rule import Says, When
from tests.edge.intake.test_layouts import Anything

KINDS: tuple[SetupKind, ...] = ("rules", "channels", "cartons", "custom_fields")
MARKS = "abcXYZ019-_.,;|'=+@[]\"％ 上海、"
CODE = st.text(MARKS, min_size=1, max_size=12).filter(lambda text: text == text.strip() != "")
PLAIN = CODE.filter(lambda text: text[0] != "]")
MAYBE = st.none() | CODE
COUNT = st.integers(0, QUANTITY_MAX)
MANY = st.integers(1, QUANTITY_MAX)
SORTS = st.sampled_from(["fefo", "fifo", "lifo", "partial_first", "nearest", "short_walk"])
STRATEGIES = st.sampled_from(["fixed", "same_item", "empty", "near_pick_face", "any"])
ABC = st.sampled_from([None, "A", "B", "C"])
TIME = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))


class Site(Anything):
    """A site that knows every item, owner and carrier, and has been set up so."""

    def __init__(self, standing: Mapping[str, Standing]) -> None:
        self.standing = dict(standing)

    def has_owner(self, code: str) -> bool:
        return True

    def has_carrier(self, code: str) -> bool:
        return True

    def setup(self, kind: SetupKind) -> dict[str, Standing]:
        return self.standing


def _sayings() -> st.SearchStrategy[Says]:
    sorts = st.lists(SORTS, min_size=1, max_size=5).map(tuple)
    percent, flag = st.integers(0, 100), st.booleans()
    some = st.none() | MANY
    return st.one_of(
        st.builds(PutAwayBy, STRATEGIES, MAYBE, MAYBE),
        st.builds(PutAwayBy, st.just("plugin"), MAYBE, MAYBE, CODE),
        st.builds(TakeBy, sorts),
        st.builds(TakeBy, sorts.map(lambda keys: (*keys, "plugin")), CODE),
        st.builds(RefillBy, flag, flag),
        st.builds(ReceiveBy, percent, st.none() | st.integers(100, 900), percent),
        st.builds(CountBy, some, some, flag, st.none() | st.integers(1, 1_000)).filter(
            CountBy().__ne__
        ),
        st.builds(CartBy, st.integers(1, 100), some, some, some),
    )


@st.composite
def _rules(draw: st.DrawFn) -> SetRule:
    says = draw(_sayings())
    status = st.sampled_from([None, "available", "damaged", "hold", "inspection"])
    tracking = st.sampled_from([None, "none", "lot", "serial"])
    least = st.none() | st.integers(0, 9)
    when = When()
    if not isinstance(says, CartBy):
        most = st.none() | st.integers(9, QUANTITY_MAX)
        when = draw(st.builds(
            When, MAYBE, MAYBE, ABC, status, MAYBE, tracking, least, most, least, most,
        ))  # fmt: skip
    priority = draw(st.integers(0, 10_000))
    return SetRule(command_id="", says=says, when=when, priority=priority, code=draw(PLAIN))


@st.composite
def _fields(draw: st.DrawFn) -> SetField:
    kind = draw(st.sampled_from(get_args(FieldKind)))
    choices = st.lists(CODE, min_size=1, max_size=4, unique=True).map(tuple)
    code = draw(st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True))
    return SetField(
        command_id="",
        about=draw(st.sampled_from(["item", "partner", "document"])),
        field=code,
        kind=kind,
        label_en=draw(CODE),
        label_zh=draw(st.just("") | CODE),
        decimals=draw(st.integers(0, 6)) if kind == "decimal" else 0,
        choices=draw(choices) if kind == "choice" else (),
        required=draw(st.booleans()),
        sequence=draw(st.integers(0, 10_000)),
    )


_LOW, _HIGH = st.none() | st.integers(0, 5), st.none() | st.integers(5, 9)
COMMANDS: Mapping[SetupKind, st.SearchStrategy[SetCommand]] = {
    "rules": _rules(),
    "channels": st.builds(
        SetChannel,
        command_id=st.just(""),
        channel=PLAIN,
        orders=st.builds(ForOrders, MAYBE, MAYBE, _LOW, _HIGH, st.none() | COUNT, ABC),
        sequence=st.integers(0, 10_000),
        cut_off=st.none() | TIME,
        process_minutes=st.integers(0, 10_080),
        wip_max=st.none() | st.integers(0, 100_000),
        waves=st.lists(TIME, max_size=4).map(tuple),
        state=st.sampled_from(["open", "locked", "asleep"]),
    ),
    "cartons": st.builds(
        SetCarton,
        command_id=st.just(""),
        carton=PLAIN,
        length_mm=st.integers(1, 10_000),
        width_mm=st.integers(1, 10_000),
        height_mm=st.integers(1, 10_000),
        weight_g_max=st.none() | COUNT,
        tare_g=COUNT,
    ),
    "custom_fields": _fields(),
}


def checked(kind: SetupKind, commands: list[SetCommand], site: Site, folder: Path) -> Checked:
    """The commands as a file, read at the site."""
    names = [column.name for column in columns_of(kind)]
    file = folder / "t.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written, quoting=csv.QUOTE_ALL)
        writer.writerow(names)
        for command in commands:
            cells = cells_of(command)
            shown = ["" if cells.get(name) is None else str(cells[name]) for name in names]
            writer.writerow([safe_text(text) for text in shown])
    request = Request(kind, file, "t.csv", dry_run=True)
    return check(request, site, ZoneInfo("UTC"), folder, lambda _: None)


def known_by(command: SetCommand) -> str:
    if isinstance(command, SetField):
        return field_key(command.about, command.field)
    if isinstance(command, SetRule):
        return command.code or ""
    return command.channel if isinstance(command, SetChannel) else command.carton


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_row_says_all_of_a_command(kind: SetupKind, tmp_path: Path, data: st.DataObject) -> None:
    commands = data.draw(st.lists(COMMANDS[kind], min_size=1, max_size=4, unique_by=known_by))
    new = checked(kind, commands, Site({}), tmp_path)
    assert new.findings.shown == []
    planned = [each.command for each in new.plan.commands]
    assert [msgspec.structs.replace(each, command_id="") for each in planned] == commands
    assert [decode_command(encode_command(each)) for each in planned] == planned
    there = Site({known_by(command): Standing(command) for command in commands})
    again = checked(kind, commands, there, tmp_path)
    assert (again.plan.commands, again.plan.repeated) == ([], len(commands))
    assert again.findings.shown == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_heading_means_one_column(kind: SetupKind) -> None:
    words = [
        word
        for column in columns_of(kind)
        for word in {fold(column.name), *column.headings, fold(column.chinese)}
    ]
    assert sorted(words) == sorted({*words})
    assert all(not column.chinese.isascii() for column in columns_of(kind))


def test_each_column_of_a_rule_is_a_condition_or_said_by_some_kind() -> None:
    said = {name for names in OF_KIND.values() for name in names}
    assert said == {column.name for column in SAYINGS}
    assert [column.name for column in CONDITIONS] == [*When.__struct_fields__]


def test_a_field_that_was_dropped_keeps_its_kind(tmp_path: Path) -> None:
    field = SetField(command_id="", about="item", field="origin", kind="text", label_en="Origin")
    site = Site({"item:origin": Standing(field, in_use=False)})
    again = checked("custom_fields", [field], site, tmp_path)
    assert [each.changes for each in again.plan.commands] == [False]
    other = msgspec.structs.replace(field, kind="date")
    refused = checked("custom_fields", [other], site, tmp_path).findings.shown
    assert [(each.column, each.code) for each in refused] == [("kind", "keeps_kind")]
