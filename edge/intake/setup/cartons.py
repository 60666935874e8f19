"""Kinds of carton that packing may propose."""

from collections.abc import Iterable

from edge.intake.columns import Shape, column
from edge.intake.plan import Context, Line, Plan
from edge.intake.setup.keeping import Judge, Way, plan_setup
from edge.intake.setup.standing import NOT_GIVEN, Standing
from models.warehouse.barcodes import clean
from models.warehouse.commands import SetCarton
from models.warehouse.commands.packing import LENGTH_MM_MAX

COLUMNS = (
    column(
        "carton",
        Shape.CODE,
        "cartontype cartoncode boxtype box code 箱型 箱型编码 纸箱 箱号",
        required=True,
    ),
    column("length_mm", Shape.MEASURE, "insidelength length depth 内长 长度 长", required=True),
    column("width_mm", Shape.MEASURE, "insidewidth width 内宽 宽度 宽", required=True),
    column("height_mm", Shape.MEASURE, "insideheight height 内高 高度 高", required=True),
    column("weight_g_max", Shape.MEASURE, "maxweight weightmax 最大承重 最大重量"),
    column("tare_g", Shape.MEASURE, "tare emptyweight 皮重 箱重 自重"),
)
_SIDES = ("length_mm", "width_mm", "height_mm")


def plan_cartons(lines: Iterable[Line], context: Context) -> Plan:
    """Cartons by code, measured inside in millimetres."""
    return plan_setup(_WAY, lines, context)


def carton_cells(command: SetCarton) -> dict[str, str | int | None]:
    """A row by column."""
    sides = {name: getattr(command, name) for name in _SIDES}
    weights = {"weight_g_max": command.weight_g_max, "tare_g": command.tare_g}
    return {"carton": command.carton, **sides, **weights}


def _read(line: Line, there: Standing | None, judge: Judge) -> SetCarton:
    return SetCarton(
        command_id=NOT_GIVEN,
        carton=clean(line.need("carton", str)),
        length_mm=line.need("length_mm", int),
        width_mm=line.need("width_mm", int),
        height_mm=line.need("height_mm", int),
        weight_g_max=line.get("weight_g_max", int),
        tare_g=line.get("tare_g", int) or 0,
    )


def _judge(command: SetCarton, there: Standing | None, judge: Judge) -> None:
    for side in _SIDES:
        judge.within(side, 1, LENGTH_MM_MAX)


_WAY = Way("cartons", "carton", _read, _judge)
