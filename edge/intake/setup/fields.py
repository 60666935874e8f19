"""Fields that the company adds to items, partners and documents."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from edge.intake.columns import Shape, choice, column, must, several
from edge.intake.plan import Context, Line, Plan
from edge.intake.setup.keeping import Judge, Way, plan_setup
from edge.intake.setup.standing import NOT_GIVEN, Standing, field_key
from edge.intake.several import joined
from models.warehouse.commands import SetField
from models.warehouse.commands.custom import FieldCode
from models.warehouse.custom import (
    CHOICES_MAX,
    DECIMALS_MAX,
    FIELDS_MAX,
    About,
    CustomField,
    FieldKind,
    fault,
)

YES = "y true 1 是 需要"
NO = "n false 0 否 不需要"
SEQUENCE_MAX = 10_000

COLUMNS = (
    must(
        choice(
            "about",
            "subject fieldof 对象 字段对象 适用对象",
            item="items article product goods 商品 物料",
            partner="partners customer supplier 往来单位 伙伴",
            document="documents order delivery 单据 订单",
        )
    ),
    column("code", Shape.CODE, "field fieldcode 字段编码 字段代码 字段", required=True),
    must(
        choice(
            "kind",
            "type fieldtype 类型 字段类型",
            text="string 文本 文字",
            integer="whole wholenumber number 整数",
            decimal="decimals 小数",
            date="day 日期",
            choice="list select 选项 单选",
        )
    ),
    column("label_en", Shape.TEXT, "label english name 英文名称 英文标签"),
    column("label_zh", Shape.TEXT, "chinese 中文名称 中文标签 名称"),
    column("decimals", Shape.WHOLE, "decimalplaces 小数位 小数位数"),
    several("choices", "options values 可选值 选项 选项列表"),
    choice("required", "mandatory must 必填 是否必填", yes=YES, no=NO),
    column("sequence", Shape.WHOLE, "position 顺序 序号 排序"),
)

_COLUMN_OF = {
    "keeps_kind": "kind",
    "choices_for_choice": "choices",
    "decimals_for_decimal": "decimals",
}


def plan_fields(lines: Iterable[Line], context: Context) -> Plan:
    """Fields by what they are about and their code."""
    standing = context.known.setup("custom_fields").values()
    commands = [each.command for each in standing if each.in_use]
    held = Counter(each.about for each in commands if isinstance(each, SetField))
    way = Way("custom_fields", "code", _read, _Judging(held).judge, _key)
    return plan_setup(way, lines, context)


def field_cells(command: SetField) -> dict[str, str | int | None]:
    """A row by column."""
    return {
        "about": command.about,
        "code": command.field,
        "kind": command.kind,
        "label_en": command.label_en,
        "label_zh": command.label_zh,
        "decimals": command.decimals,
        "choices": joined(command.choices),
        "required": "yes" if command.required else "no",
        "sequence": command.sequence,
    }


def _key(line: Line) -> str:
    return field_key(line.need("about", str), line.need("code", str))


def _read(line: Line, there: Standing | None, judge: Judge) -> SetField | None:
    code = line.need("code", str)
    if not _is_code(code):
        judge.refuse("code", "not_a_field_code")
        return None
    return SetField(
        command_id=NOT_GIVEN,
        about=msgspec.convert(line.need("about", str), About),
        field=code,
        kind=msgspec.convert(line.need("kind", str), FieldKind),
        label_en=line.get("label_en", str) or code,
        label_zh=line.get("label_zh", str) or "",
        decimals=line.get("decimals", int) or 0,
        choices=tuple(dict.fromkeys(line.several("choices"))),
        required=line.get("required", str) == "yes",
        sequence=line.get("sequence", int) or 0,
    )


class _Judging:
    """What the command would refuse too; how many fields there are grows as rows are taken."""

    def __init__(self, held: "Counter[About]") -> None:
        self._held = held

    def judge(self, command: SetField, there: Standing | None, judge: Judge) -> None:
        """Values that were given keep their meaning: neither kind nor decimals change."""
        judge.within("decimals", 0, DECIMALS_MAX)
        judge.within("sequence", 0, SEQUENCE_MAX)
        before = there.command if there is not None else None
        known = _field(before) if isinstance(before, SetField) else None
        wrong = fault(known, _field(command))
        if wrong is not None:
            judge.refuse(_COLUMN_OF[wrong], wrong)
        if len(command.choices) > CHOICES_MAX:
            judge.refuse("choices", "out_of_range")
        if there is None or not there.in_use:
            self._held[command.about] += 1
            if self._held[command.about] > FIELDS_MAX:
                judge.refuse("code", "too_many_fields")


def _is_code(text: str) -> bool:
    try:
        msgspec.convert(text, FieldCode)
    except msgspec.ValidationError:
        return False
    return True


def _field(command: SetField) -> CustomField:
    return CustomField(
        about=command.about,
        code=command.field,
        kind=command.kind,
        decimals=command.decimals,
        choices=command.choices,
    )
