"""The rules of a site, one a row: what it is about, when it holds, and what its kind says."""

from collections.abc import Iterable, Mapping

import msgspec

from edge.intake.columns import Column, Shape, choice, column, must, several
from edge.intake.plan import Context, Line, Plan
from edge.intake.setup.fields import NO, YES
from edge.intake.setup.keeping import Judge, Way, plan_setup
from edge.intake.setup.standing import NOT_GIVEN, Standing
from edge.intake.several import joined
from models.warehouse.barcodes import clean
from models.warehouse.commands import SetRule
from models.warehouse.rules.recount import CountBy
from models.warehouse.rules.rule import Kind, Says, When

PRIORITY_USUAL, PRIORITY_MAX = 100, 10_000
PERCENT_MAX = 100
MOST = 2**53
SORT_KEYS_MAX = 6
CONDITIONS = (
    column("item", Shape.CODE, "itemcode sku 商品编码 商品 物料"),
    column("owner", Shape.CODE, "ownercode 货主 货主编码"),
    choice("class_abc", "abc abcclass 分类 类别", A="", B="", C=""),
    choice(
        "status",
        "stockstatus 库存状态",
        available="normal 可用 正常",
        damaged="damage 破损 残损 损坏",
        hold="holding 冻结 保留",
        inspection="inspect 待检 质检",
    ),
    column("supplier", Shape.CODE, "suppliercode vendor 供应商 供应商编码"),
    choice(
        "tracking",
        "trackedby 追踪方式 批次管理",
        none="no 无 否",
        lot="batch 批次 批号",
        serial="serialnumber 序列号",
    ),
    column("weight_g_min", Shape.MEASURE, "minweight weightfrom 最小重量 最小重量克"),
    column("weight_g_max", Shape.MEASURE, "maxweight weightto 最大重量 最大重量克"),
    column("volume_mm3_min", Shape.MEASURE, "minvolume volumefrom 最小体积"),
    column("volume_mm3_max", Shape.MEASURE, "maxvolume volumeto 最大体积"),
)
SAYINGS = (
    choice(
        "strategy",
        "putawaystrategy 上架策略 策略",
        fixed="fixedlocation 固定库位 固定",
        same_item="besidesameitem 同商品",
        empty="emptylocation 空库位",
        near_pick_face="nearpickface 靠近拣货位 近拣货位",
        any="anywhere 任意 任意库位",
        plugin="插件",
    ),
    column("zone", Shape.TEXT, "area 区域 库区"),
    column("size_class", Shape.TEXT, "size locationsize 库位尺寸 尺寸"),
    several(
        "sort",
        "sortkeys order takeby 拣货顺序 出库顺序 排序",
        fefo="firstexpired 先到期先出 效期优先",
        fifo="firstin 先进先出",
        lifo="lastin 后进先出",
        partial_first="partials 零头优先 散件优先",
        nearest="near 就近 最近优先",
        fewest_units="largest 整托优先 最少容器",
        short_walk="shortestwalk 少走路 路径最短",
        plugin="插件",
    ),
    column("plugin", Shape.CODE, "pluginrule 插件 插件规则"),
    choice("for_orders", "fororders 按订单补货 订单补货", yes=YES, no=NO),
    choice("whole_units", "fullunits fullpallets 整托补货 整容器", yes=YES, no=NO),
    column("over_percent", Shape.PERCENT, "overreceipt tolerance 超收比例 超收 允许超收"),
    column("over_percent_max", Shape.PERCENT, "maxoverreceipt 最高超收 超收上限"),
    column("inspect_percent", Shape.PERCENT, "inspection share 抽检比例 质检比例"),
    column("after_picks", Shape.WHOLE, "picks 每几次拣货 拣货次数"),
    column("every_days", Shape.WHOLE, "days 每几天 盘点周期 天数"),
    choice("when_empty", "zerocheck ifempty 拣空时 零盘", yes=YES, no=NO),
    column("likely_per_day", Shape.WHOLE, "likelyaday 每日重点 每天重点盘点"),
    column("slots", Shape.WHOLE, "cartslots 拣货车格数 格数"),
    column("cart_weight_g_max", Shape.MEASURE, "cartmaxweight 车最大重量 车承重"),
    column("cart_volume_mm3_max", Shape.MEASURE, "cartmaxvolume 车最大体积"),
    column("slot_volume_mm3", Shape.MEASURE, "slotvolume 格体积 每格体积"),
)
COLUMNS: tuple[Column, ...] = (
    column("rule", Shape.CODE, "rulecode code 规则 规则编码 规则代码", required=True),
    must(
        choice(
            "kind",
            "type rulekind 类型 规则类型",
            putaway="putting 上架",
            removal="picking allocation 出库 拣货 下架",
            replenishment="replenish refill 补货",
            receipt="receiving overreceipt 收货 超收",
            count="counting 盘点",
            cart="carts 拣货车",
        )
    ),
    column("priority", Shape.WHOLE, "prio 优先级 优先"),
    *CONDITIONS,
    *SAYINGS,
)
OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    "putaway": ("strategy", "zone", "size_class", "plugin"),
    "removal": ("sort", "plugin"),
    "replenishment": ("for_orders", "whole_units"),
    "receipt": ("over_percent", "over_percent_max", "inspect_percent"),
    "count": ("after_picks", "every_days", "when_empty", "likely_per_day"),
    "cart": ("slots", "cart_weight_g_max", "cart_volume_mm3_max", "slot_volume_mm3"),
}
"""What the rules of each kind say."""
_MUST: Mapping[Kind, str] = {"putaway": "strategy", "removal": "sort", "cart": "slots"}
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "after_picks": (1, MOST),
    "every_days": (1, MOST),
    "likely_per_day": (1, 1_000),
    "slots": (1, 100),
    "cart_weight_g_max": (1, MOST),
    "cart_volume_mm3_max": (1, MOST),
    "slot_volume_mm3": (1, MOST),
}
"""What the commands themselves take."""
_CART = "cart_"
_FLAGS = frozenset(("for_orders", "whole_units", "when_empty"))


def plan_rules(lines: Iterable[Line], context: Context) -> Plan:
    """Rules by code."""
    return plan_setup(_WAY, lines, context)


def rule_cells(command: SetRule) -> dict[str, str | int | None]:
    """A row by column."""
    kind = msgspec.convert(command.says.__struct_config__.tag, Kind)
    said = {name: _cell(getattr(command.says, _field(name))) for name in OF_KIND[kind]}
    when = msgspec.structs.asdict(command.when)
    head = {"rule": command.code or command.rule, "kind": kind, "priority": command.priority}
    return {**head, **when, **said}


def _cell(value: str | int | tuple[str, ...] | None) -> str | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return joined(value) if isinstance(value, tuple) else value


def _field(column: str) -> str:
    """Two kinds have a bound of weight each: the cart's has another column."""
    return column.removeprefix(_CART)


def _read(line: Line, there: Standing | None, judge: Judge) -> SetRule | None:
    kind = msgspec.convert(line.need("kind", str), Kind)
    before = there.command if there is not None else None
    _check(line, kind, judge)
    if not judge.is_good:
        return None
    said = {_field(name): _said(line, name) for name in OF_KIND[kind] if line.has(name)}
    when = {each.name: line.values.get(each.name) for each in CONDITIONS}
    priority = line.get("priority", int)
    code = clean(line.need("rule", str))
    # What has no code stays without one, so that its id goes on naming it.
    by_id = before.rule if isinstance(before, SetRule) else None
    return SetRule(
        command_id=NOT_GIVEN,
        says=msgspec.convert({"kind": kind, **said}, Says),
        when=msgspec.convert(when, When),
        priority=PRIORITY_USUAL if priority is None else priority,
        rule=by_id,
        code=None if by_id is not None else code,
    )


def _said(line: Line, name: str) -> object:
    return line.get(name, str) == "yes" if name in _FLAGS else line.values.get(name)


def _check(line: Line, kind: Kind, judge: Judge) -> None:
    """Whether the cells make up a rule of the kind."""
    others = {each.name for each in SAYINGS} - {*OF_KIND[kind]}
    strange = others | ({each.name for each in CONDITIONS} if kind == "cart" else set())
    for name in sorted(name for name in strange if line.has(name)):
        judge.refuse(name, "not_of_kind")
    must = _MUST.get(kind)
    if must is not None and not line.has(must):
        judge.refuse(must, "value_missing")
    for name in OF_KIND[kind]:
        judge.within(name, *_BOUNDS.get(name, (0, MOST)))
    _check_plugin(line, judge)
    if len(line.several("sort")) > SORT_KEYS_MAX:
        judge.refuse("sort", "out_of_range")


def _check_plugin(line: Line, judge: Judge) -> None:
    wanted = line.get("strategy", str) == "plugin" or "plugin" in line.several("sort")
    if wanted and not line.has("plugin"):
        judge.refuse("plugin", "value_missing")
    elif line.has("plugin") and not wanted:
        judge.refuse("plugin", "not_of_kind")


def _judge(command: SetRule, there: Standing | None, judge: Judge) -> None:
    """What a rule that changes must be besides: its kind stays, and what it names is known."""
    before = there.command if there is not None else None
    if isinstance(before, SetRule) and type(before.says) is not type(command.says):
        judge.refuse("kind", "keeps_kind")
    if command.says == CountBy():
        judge.refuse("after_picks", "value_missing")
    judge.within("priority", 0, PRIORITY_MAX)
    judge.within("inspect_percent", 0, PERCENT_MAX)
    judge.ordered("weight_g_min", "weight_g_max")
    judge.ordered("volume_mm3_min", "volume_mm3_max")
    judge.ordered("over_percent", "over_percent_max")
    judge.must_know("item", "unknown_item", judge.known.has_item)
    judge.must_know("owner", "unknown_owner", judge.known.has_owner)


_WAY = Way("rules", "rule", _read, _judge)
