"""Release channels: which orders run through one, and when it releases."""

from collections.abc import Iterable

import msgspec

from edge.intake.columns import Column, Shape, choice, column
from edge.intake.plan import Context, Line, Plan
from edge.intake.setup.keeping import Judge, Way, plan_setup
from edge.intake.setup.standing import NOT_GIVEN, Standing
from edge.intake.several import joined
from models.warehouse.barcodes import clean
from models.warehouse.commands import SetChannel
from models.warehouse.release import ForOrders, State

SEQUENCE_USUAL, SEQUENCE_MAX = 100, 10_000
PROCESS_MINUTES_MAX = 10_080
WIP_MAX = 100_000
WAVES_MAX = 48
STATE_USUAL: State = "open"
CONDITIONS = (
    column("customer", Shape.CODE, "customercode client 客户 客户编码"),
    column("carrier", Shape.CODE, "carriercode forwarder 承运商 承运商编码"),
    column("priority_min", Shape.WHOLE, "minpriority priorityfrom 最低优先级"),
    column("priority_max", Shape.WHOLE, "maxpriority priorityto 最高优先级"),
    column("lines_max", Shape.WHOLE, "maxlines 最多行数 最大行数"),
    choice("class_abc", "abc abcclass 分类 类别", A="", B="", C=""),
)
COLUMNS: tuple[Column, ...] = (
    column(
        "channel",
        Shape.CODE,
        "channelcode releasechannel code 通道 通道编码 释放通道 渠道",
        required=True,
    ),
    column("sequence", Shape.WHOLE, "position 顺序 次序"),
    choice(
        "state",
        "status 状态",
        open="opened 开放 打开 启用",
        locked="lock closed 锁定 关闭",
        asleep="sleeping 休眠 停用",
    ),
    *CONDITIONS,
    column("cut_off", Shape.TIME, "cutofftime latest 截单时间 截止时间"),
    column("process_minutes", Shape.WHOLE, "minutes processingminutes 处理分钟 处理时间"),
    column("wip_max", Shape.WHOLE, "wip workinprogress maxwip 在制上限 最多在制"),
    column("waves", Shape.TIMES, "wave wavetimes 波次 波次时间"),
)


def plan_channels(lines: Iterable[Line], context: Context) -> Plan:
    """Channels by code."""
    return plan_setup(_WAY, lines, context)


def channel_cells(command: SetChannel) -> dict[str, str | int | None]:
    """A row by column."""
    return {
        "channel": command.channel,
        "sequence": command.sequence,
        "state": command.state,
        **msgspec.structs.asdict(command.orders),
        "cut_off": command.cut_off,
        "process_minutes": command.process_minutes,
        "wip_max": command.wip_max,
        "waves": joined(command.waves),
    }


def _read(line: Line, there: Standing | None, judge: Judge) -> SetChannel:
    given = {each.name: line.values.get(each.name) for each in CONDITIONS}
    sequence = line.get("sequence", int)
    return SetChannel(
        command_id=NOT_GIVEN,
        channel=clean(line.need("channel", str)),
        orders=msgspec.convert(given, ForOrders),
        sequence=SEQUENCE_USUAL if sequence is None else sequence,
        cut_off=line.get("cut_off", str),
        process_minutes=line.get("process_minutes", int) or 0,
        wip_max=line.get("wip_max", int),
        waves=line.several("waves"),
        state=msgspec.convert(line.get("state", str) or STATE_USUAL, State),
    )


def _judge(command: SetChannel, there: Standing | None, judge: Judge) -> None:
    judge.within("sequence", 0, SEQUENCE_MAX)
    judge.within("process_minutes", 0, PROCESS_MINUTES_MAX)
    judge.within("wip_max", 0, WIP_MAX)
    judge.ordered("priority_min", "priority_max")
    judge.must_know("carrier", "unknown_carrier", judge.known.has_carrier)
    if len(command.waves) > WAVES_MAX:
        judge.refuse("waves", "out_of_range")


_WAY = Way("channels", "channel", _read, _judge)
