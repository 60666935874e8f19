"""Rows of master data: items, partners and locations as rows, the rest as commands."""

from collections.abc import Iterable

from msgspec import UNSET

from edge.intake.plan import AFTER, Context, Kept, Line, MasterRow, MasterTable, Plan, Planned
from models.warehouse.commands import (
    Command,
    EditItem,
    ItemFields,
    SetAsset,
    SetCarrier,
    SetDriver,
    SetPack,
    SetTariff,
)
from models.warehouse.money import show_micro
from models.warehouse.quantity import QUANTITY_MAX

_MONEY = {"cost": "cost_micro", "price": "price_micro"}


def plan_items(lines: Iterable[Line], context: Context) -> Plan:
    """Items by code; a code that comes again is the same item: its first row counts, but for
    further barcodes."""
    return _rows(lines, "item", "code")


def plan_partners(lines: Iterable[Line], context: Context) -> Plan:
    """Suppliers and customers by code."""
    return _rows(lines, "partner", "partner")


def plan_locations(lines: Iterable[Line], context: Context) -> Plan:
    """Locations by code; codes that begin with @ are places outside the warehouse."""
    good = []
    for line in lines:
        code = line.need("location", str)
        if code.startswith("@"):
            context.findings.add(line.row, "location", "reserved_code", code, code)
        else:
            good.append(line)
    return _rows(good, "location", "location")


def plan_people(lines: Iterable[Line], context: Context) -> Plan:
    """Those who may log in, by name."""
    return _rows(lines, "person", "person")


def plan_packs(lines: Iterable[Line], context: Context) -> Plan:
    """Packs of items that are known."""
    plan = Plan()
    for line in lines:
        item, quantity = line.need("item", str), line.need("quantity", int)
        if not 0 < quantity <= QUANTITY_MAX:
            context.findings.add(line.row, "quantity", "zero_quantity", quantity, item)
        elif _item_known(line, item, context):
            command = SetPack(
                command_id=context.command_id("pack", str(line.row)),
                item=item,
                pack=line.need("pack", str),
                quantity=quantity,
                gtin=line.get("gtin", str),
                weight_g=line.get("weight_g", int),
                length_mm=line.get("length_mm", int),
                width_mm=line.get("width_mm", int),
                height_mm=line.get("height_mm", int),
            )
            _add(plan, line, item, command)
    return plan


def plan_prices(lines: Iterable[Line], context: Context) -> Plan:
    """Costs and prices of items that are known; an empty cell changes nothing."""
    plan = Plan()
    for line in lines:
        item = line.need("item", str)
        cost, price, currency = (
            _money(line, "cost"), _money(line, "price"), line.get("currency", str),
        )  # fmt: skip
        if cost is None and price is None and currency is None:
            plan.lines += 1
            plan.repeated += 1
        elif _item_known(line, item, context):
            command = EditItem(
                command_id=context.command_id("price", str(line.row)),
                item=item,
                fields=ItemFields(
                    cost=UNSET if cost is None else cost,
                    price=UNSET if price is None else price,
                    currency=UNSET if currency is None else currency,
                ),
            )
            _add(plan, line, item, command)
    return plan


def plan_carriers(lines: Iterable[Line], context: Context) -> Plan:
    """Who fetches goods."""
    plan = Plan()
    for line in lines:
        code = line.need("carrier", str)
        command = SetCarrier(
            command_id=context.command_id("carrier", str(line.row)),
            carrier=code,
            name=line.get("name", str) or code,
            service=line.get("service", str),
            cut_off=line.get("cut_off", str),
        )
        _add(plan, line, code, command)
    return plan


def plan_tariffs(lines: Iterable[Line], context: Context) -> Plan:
    """What carriers ask by lane; a carrier nobody knows yet is made under the name it has here.
    Amounts without a currency are in the one that the site has, if it has one."""
    plan = Plan()
    made: set[str] = set()
    usual = context.known.currency()
    for line in lines:
        currency = line.get("currency", str) or usual
        if currency is not None and line.get("currency", str) is None:
            plan.currency = currency
        carrier = line.need("carrier", str)
        if carrier not in made and not context.known.has_carrier(carrier):
            new = SetCarrier(
                command_id=context.command_id("carrier", carrier), carrier=carrier, name=carrier
            )
            plan.commands.append(Planned(line.row, carrier, new, counts=False))
        made.add(carrier)
        command = SetTariff(
            command_id=context.command_id("tariff", str(line.row)),
            carrier=carrier,
            from_city=line.need("from_city", str),
            to_city=line.need("to_city", str),
            weight_fee=_money(line, "weight_fee") or "0",
            volume_fee=_money(line, "volume_fee") or "0",
            minimum=_money(line, "minimum") or "0",
            currency=currency,
        )
        _add(plan, line, carrier, command, AFTER)
    return plan


def plan_drivers(lines: Iterable[Line], context: Context) -> Plan:
    """Who drives; a phone number stays as it is written."""
    plan = Plan()
    for line in lines:
        code, carrier = line.need("driver", str), line.get("carrier", str)
        if carrier is not None and not context.known.has_carrier(carrier):
            context.findings.add(line.row, "carrier", "unknown_carrier", carrier, code)
            continue
        command = SetDriver(
            command_id=context.command_id("driver", str(line.row)),
            driver=code,
            name=line.get("name", str) or code,
            plate=line.get("plate", str),
            phone=line.get("phone", str),
            carrier=carrier,
        )
        _add(plan, line, code, command)
    return plan


def plan_assets(lines: Iterable[Line], context: Context) -> Plan:
    """What the company owns."""
    plan = Plan()
    for line in lines:
        code, quantity = line.need("asset", str), line.get("quantity", int)
        command = SetAsset(
            command_id=context.command_id("asset", str(line.row)),
            asset=code,
            name=line.get("name", str) or code,
            quantity=1 if quantity is None else quantity,
            cost=_money(line, "cost"),
            currency=line.get("currency", str),
            place=line.get("place", str),
            remark=line.get("remark", str),
        )
        _add(plan, line, code, command)
    return plan


def _rows(lines: Iterable[Line], table: MasterTable, key: str) -> Plan:
    plan = Plan()
    seen: set[tuple[str, str | None]] = set()
    for line in lines:
        plan.lines += 1
        code, barcode = line.need(key, str), line.get("barcode", str)
        owner = line.get("owner", str) if table == "item" else None
        if (code, owner) in seen:
            plan.repeated += 1
            if barcode is not None:
                plan.rows.append(MasterRow(line.row, table, code, {}, barcode=barcode, owner=owner))
            continue
        seen.add((code, owner))
        plan.documents += 1
        values: dict[str, Kept] = {
            _MONEY.get(name, name): value
            for name, value in line.values.items()
            if name not in (key, "barcode") and isinstance(value, str | int)
        }
        if table == "item":
            values.pop("owner", None)
        plan.rows.append(MasterRow(line.row, table, code, values, line.custom, barcode, owner))
    return plan


def _add(plan: Plan, line: Line, document: str, command: Command, stage: int = 0) -> None:
    plan.lines += 1
    plan.documents += 1
    plan.commands.append(Planned(line.row, document, command, stage))


def _item_known(line: Line, item: str, context: Context) -> bool:
    if context.known.has_item(item):
        return True
    context.findings.add(line.row, "item", "unknown_item", item, item)
    return False


def _money(line: Line, name: str) -> str | None:
    micro = line.get(name, int)
    return show_micro(micro) if micro is not None else None
