"""What stands at a site, as the commands that would make it so: an import compares with it, an
export writes it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import apsw
import msgspec

from models.warehouse import ids
from models.warehouse.commands import SetCarton, SetChannel, SetField, SetRule
from models.warehouse.custom import FIELD_COLUMNS, CustomField, field_of
from models.warehouse.release import ChannelError, read_conditions
from models.warehouse.rules.rule import RuleError, read

SetupKind = Literal["rules", "channels", "cartons", "custom_fields"]
SetCommand = SetRule | SetChannel | SetCarton | SetField
Row = tuple[Any, ...]

NOT_GIVEN = ""
"""In place of the id of a command that was never given."""
_CARTONS = (
    "SELECT code, length_mm, width_mm, height_mm, weight_g_max, tare_g, status='active'"
    " FROM carton_type ORDER BY code, id"
)
_CHANNELS = (
    "SELECT code, sequence, holds_when, waves, cut_off, process_minutes, wip_max, state,"
    " status='active' FROM release_channel ORDER BY sequence, id"
)
_RULES = (
    "SELECT id, code, priority, holds_when, says FROM rule WHERE status='active'"
    " ORDER BY kind, priority, id"
)
_FIELDS = (
    f"SELECT status='active', {', '.join(FIELD_COLUMNS)} FROM custom_field"  # noqa: S608 - of code
    " ORDER BY about, sequence, code"
)


class Standing(msgspec.Struct, frozen=True):
    """What is known by a code; what was dropped is not in use."""

    command: SetCommand
    in_use: bool = True


def standing(connection: apsw.Connection, kind: SetupKind) -> dict[str, Standing]:
    """All of a kind by code, in the sequence that the site asks them. What a newer version wrote
    and this one cannot read is left out; `check` names it."""
    found: dict[str, Standing] = {}
    for code, each in _READ[kind](connection):
        found.setdefault(code, each)
    return found


def field_key(about: str, code: str) -> str:
    """How a field is known: each of items, partners and documents has its own."""
    return f"{about}:{code}"


def _cartons(connection: apsw.Connection) -> Iterator[tuple[str, Standing]]:
    rows: Iterator[Row] = connection.execute(_CARTONS)
    for code, length, width, height, weight_max, tare, in_use in rows:
        command = SetCarton(
            command_id=NOT_GIVEN,
            carton=code,
            length_mm=length,
            width_mm=width,
            height_mm=height,
            weight_g_max=weight_max,
            tare_g=tare,
        )
        yield command.carton, Standing(command, bool(in_use))


def _channels(connection: apsw.Connection) -> Iterator[tuple[str, Standing]]:
    rows: Iterator[Row] = connection.execute(_CHANNELS)
    for code, sequence, when, waves_text, cut_off, minutes, wip_max, state, in_use in rows:
        try:
            orders, waves = read_conditions(when, waves_text)
        except ChannelError:
            continue
        command = SetChannel(
            command_id=NOT_GIVEN,
            channel=code,
            orders=orders,
            sequence=sequence,
            cut_off=cut_off,
            process_minutes=minutes,
            wip_max=wip_max,
            waves=waves,
            state=state,
        )
        yield command.channel, Standing(command, bool(in_use))


def _rules(connection: apsw.Connection) -> Iterator[tuple[str, Standing]]:
    """One without a code is known by its id."""
    rows: Iterator[Row] = connection.execute(_RULES)
    for rule_id, code, priority, when, says in rows:
        try:
            rule = read(rule_id, priority, when, says)
        except RuleError:
            continue
        name = code or ids.show(rule_id)
        command = SetRule(
            command_id=NOT_GIVEN,
            says=rule.says,
            when=rule.when,
            priority=rule.priority,
            rule=None if code else name,
            code=code,
        )
        yield name, Standing(command)


def _fields(connection: apsw.Connection) -> Iterator[tuple[str, Standing]]:
    rows: Iterator[Row] = connection.execute(_FIELDS)
    for in_use, *row in rows:
        field = field_of(row)
        yield field_key(field.about, field.code), Standing(field_command(field), bool(in_use))


def field_command(field: CustomField) -> SetField:
    """The command that defines a field so."""
    return SetField(
        command_id=NOT_GIVEN,
        about=field.about,
        field=field.code,
        kind=field.kind,
        label_en=field.label_en,
        label_zh=field.label_zh,
        decimals=field.decimals,
        choices=field.choices,
        required=field.required,
        sequence=field.sequence,
    )


_READ: Mapping[str, Callable[[apsw.Connection], Iterator[tuple[str, Standing]]]] = {
    "cartons": _cartons,
    "channels": _channels,
    "rules": _rules,
    "custom_fields": _fields,
}
