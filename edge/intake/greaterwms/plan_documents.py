"""Open deliveries and orders, at the step where they stood; counts; printed labels."""

from edge.intake.greaterwms.findings import NOTE
from edge.intake.greaterwms.plan import (
    Delivery,
    Expected,
    Fate,
    Line,
    Order,
    Planner,
    Printed,
    Recount,
)
from edge.intake.greaterwms.plan_stock import Stock
from edge.intake.greaterwms.reading import of
from edge.intake.greaterwms.shapes import (
    Alias,
    AsnDetail,
    AsnList,
    Counted,
    Dispatch,
    DnDetail,
    DnList,
    Row,
)
from models.warehouse.barcodes import clean
from models.warehouse.commands import CODE_CHARACTERS_MAX

ASN_STATES = {1: "announced", 2: "arrived", 3: "receiving", 4: "received"}
DN_STATES = {1: "draft", 2: "confirmed", 3: "allocated", 4: "picked", 5: "shipped"}
"""What is finished there is history here."""
COUNTED = 4
SUPPLIER_UNNAMED, CUSTOMER_UNNAMED = "UNKNOWN", "UNNAMED"
KINDS = {"GOODS": "item", "BINSET": "location", "ASN": "asn", "DN": "dn"}
COUNTS = ("cyclecountday", "manualcyclecount")


def plan_deliveries(at: Planner) -> None:
    """ASNs 1 to 4."""
    lines: dict[str, list[AsnDetail]] = {}
    for line in of(at.sheets, "asndetail", AsnDetail):
        lines.setdefault(clean(line.asn_code), []).append(line)
    seen: set[str] = set()
    for asn in of(at.sheets, "asnlist", AsnList):
        number = clean(asn.asn_code)
        state = ASN_STATES.get(asn.asn_status)
        if asn.is_delete or state is None:
            at.shelves("asnlist", asn, "deleted" if asn.is_delete else "finished")
        elif number in seen or number in at.known.asns:
            at.refuses("asnlist", asn, "code_twice" if number in seen else "number_used", number)
        elif not asn.supplier and number not in lines:
            at.shelves("asnlist", asn, "empty_draft")
        else:
            seen.add(number)
            taken = [found for line in lines.pop(number, []) if (found := _expected(at, asn, line))]
            if not taken:
                at.refuses("asnlist", asn, "no_line", number)
                continue
            if state == "received" and not any(line.rest for line in taken):
                state = "closed"
            supplier = clean(asn.supplier) or SUPPLIER_UNNAMED
            at.plan.deliveries.append(Delivery(asn, state, supplier, taken))
            at.takes("asnlist", asn)
    _lines_left(at, "asndetail", lines)


def _expected(at: Planner, asn: AsnList, line: AsnDetail) -> Expected | None:
    """A line that goes on."""
    if line.is_delete:
        at.shelves("asndetail", line, "deleted")
    elif clean(line.goods_code) not in at.items:
        at.refuses("asndetail", line, "unknown_goods", line.goods_code)
    elif min(line.goods_qty, line.goods_actual_qty, line.sorted_qty, line.goods_damage_qty) < 0:
        at.refuses("asndetail", line, "negative", line.asn_code)
    elif line.sorted_qty > line.goods_actual_qty and asn.asn_status == COUNTED:
        at.refuses("asndetail", line, "more_than_counted", line.asn_code)
    else:
        at.takes("asndetail", line)
        if asn.asn_status != COUNTED:
            return Expected(line, line.goods_qty)
        rest = line.goods_actual_qty - line.sorted_qty
        left = max(0, line.goods_qty - line.sorted_qty)
        return Expected(line, left, rest, min(rest, line.goods_damage_qty))
    return None


def plan_orders(at: Planner, stock: Stock) -> None:
    """DNs 1 to 5."""
    lines: dict[str, list[DnDetail]] = {}
    for line in of(at.sheets, "dndetail", DnDetail):
        lines.setdefault(clean(line.dn_code), []).append(line)
    taken = _open_orders(at, lines)
    stock.allocate({clean(dn.dn_code) for dn in taken if dn.dn_status == 3})
    drivers = _drivers(at, taken)
    for dn in taken:
        number = clean(dn.dn_code)
        rows = [line for line in lines.pop(number, []) if _is_sound(at, line)]
        if not rows:
            at.refuses("dnlist", dn, "no_line", number)
            continue
        made = [_line(at, stock, dn, row) for row in rows]
        state = DN_STATES[dn.dn_status]
        begun = {"allocated": "allocated", "picked": "picked", "shipped": "shipped"}.get(state)
        if begun and not any(getattr(line, begun) for line in made):
            # Nothing of it is there: the order waits, as a back-order does.
            state, made = "short", [Line(row, row.goods_qty) for row in rows]
        elif dn.dn_status == 2 and dn.back_order_label:
            state = "short"
        customer = clean(dn.customer) or CUSTOMER_UNNAMED
        at.plan.orders.append(Order(dn, state, customer, made, drivers.get(number)))
        at.takes("dnlist", dn)
    for (number, item), left in stock.unused().items():
        for share in left:
            at.plan.fates["pickinglist", share.picking] = Fate("refused", "kept_for_no_line")
        quantity = sum(share.quantity for share in left)
        at.findings.add(NOTE, "kept_for_no_line", "pickinglist", left[0].picking,
                        f"{number} {item}: {quantity} is free again")  # fmt: skip
    stock.leave_over()
    for over in at.plan.picked:
        said = f"{over.quantity} of {over.goods} was picked for no open order"
        at.findings.add(NOTE, "picked_for_nobody", "stockbin", 0, said)
    _lines_left(at, "dndetail", lines)


def _open_orders(at: Planner, lines: dict[str, list[DnDetail]]) -> list[DnList]:
    seen: set[str] = set()
    found: list[DnList] = []
    for dn in of(at.sheets, "dnlist", DnList):
        number = clean(dn.dn_code)
        if dn.is_delete or dn.dn_status not in DN_STATES:
            at.shelves("dnlist", dn, "deleted" if dn.is_delete else "finished")
        elif number in seen or number in at.known.orders:
            at.refuses("dnlist", dn, "code_twice" if number in seen else "number_used", number)
        elif not dn.customer and number not in lines:
            at.shelves("dnlist", dn, "empty_draft")
        else:
            seen.add(number)
            found.append(dn)
    return found


def _is_sound(at: Planner, line: DnDetail) -> bool:
    if line.is_delete:
        at.shelves("dndetail", line, "deleted")
    elif clean(line.goods_code) not in at.items:
        at.refuses("dndetail", line, "unknown_goods", line.goods_code)
    elif line.goods_qty <= 0 or min(line.picked_qty, line.intransit_qty) < 0:
        at.refuses("dndetail", line, "negative", line.dn_code)
    else:
        at.takes("dndetail", line)
        return True
    return False


def _line(at: Planner, stock: Stock, dn: DnList, row: DnDetail) -> Line:
    """A line as far as its order has come."""
    item, wanted = clean(row.goods_code), row.goods_qty
    if dn.dn_status == 2 and not dn.back_order_label:
        free = max(0, stock.available.get(item, 0))
        promised = min(wanted, free)
        stock.available[item] = free - promised
        return Line(row, wanted, promised=promised)
    if dn.dn_status == 3:
        return Line(row, wanted, shares=stock.shares(clean(dn.dn_code), item, wanted))
    if dn.dn_status == 4:
        picked = stock.picked(item, row.picked_qty)
        if picked < row.picked_qty:
            said = f"{item}: {picked} of {row.picked_qty} stands here"
            at.notes("picked_and_gone", "dndetail", row, said)
        ordered = max(wanted, picked)
        return Line(row, ordered, picked=picked, cancelled=ordered - picked)
    if dn.dn_status == 5:
        sent = row.intransit_qty
        ordered = max(wanted, sent)
        return Line(row, ordered, picked=sent, shipped=sent, cancelled=ordered - sent)
    return Line(row, wanted)


def _drivers(at: Planner, orders: list[DnList]) -> dict[str, Dispatch]:
    """Who drives what is on the road."""
    on_the_road = {clean(dn.dn_code) for dn in orders if dn.dn_status == 5}
    found: dict[str, Dispatch] = {}
    for dispatch in of(at.sheets, "dispatchlist", Dispatch):
        number = clean(dispatch.dn_code)
        if number in on_the_road:
            found[number] = dispatch
            at.takes("dispatchlist", dispatch)
        else:
            at.shelves("dispatchlist", dispatch, "finished")
    return found


def plan_recounts(at: Planner) -> None:
    """Differences wait for a supervisor. Of two counts of one row there the later one holds."""
    latest: dict[tuple[str, str], dict[str, tuple[str, Counted]]] = {}
    for table in COUNTS:
        for row in of(at.sheets, table, Counted):
            pair = clean(row.location), clean(row.goods_code)
            if row.difference == 0 or row.is_delete:
                at.shelves(table, row, "no_difference")
            elif pair[0] not in at.places:
                at.refuses(table, row, "unknown_bin", row.location)
            elif pair[1] not in at.items:
                at.refuses(table, row, "unknown_goods", row.goods_code)
            elif row.difference != row.physical_inventory - row.goods_qty:
                at.refuses(table, row, "difference_wrong", row.difference)
            else:
                before = latest.setdefault(pair, {}).get(row.t_code)
                if before is not None and before[1].create_time > row.create_time:
                    at.shelves(table, row, "counted_again")
                    continue
                if before is not None:
                    at.shelves(before[0], before[1], "counted_again")
                latest[pair][row.t_code] = (table, row)
                at.takes(table, row)
    for (place, goods), rows in latest.items():
        keys = [(table, row.id) for table, row in rows.values()]
        total = sum(row.difference for _, row in rows.values())
        at.plan.recounts.append(Recount(keys, place, goods, total))


def plan_aliases(at: Planner) -> None:
    """Printed labels stand for what their code became, also for what is history by now. The list
    of labels repeats what stands with each thing: where the list lacks it, that counts."""
    taken = {
        "item": at.items,
        "location": at.places.keys(),
        "asn": _numbers(at, "asnlist", "asn_code").keys(),
        "dn": _numbers(at, "dnlist", "dn_code").keys(),
    }
    listed: set[tuple[str, str]] = set()
    for alias in of(at.sheets, "scanner", Alias):
        kind, code = KINDS.get(alias.mode, ""), clean(alias.code)
        if not kind:
            at.refuses("scanner", alias, "unknown_mode", alias.mode)
        elif code not in taken[kind]:
            at.refuses("scanner", alias, "points_nowhere", f"{alias.mode} {code}")
        else:
            listed.add((kind, code))
            at.plan.aliases.append(Printed(clean(alias.bar_code), kind, code))
            at.takes("scanner", alias)
    things: list[tuple[str, str, str, Row, str]] = [
        *(("goods", "item", row.goods_code, row, row.bar_code) for row in at.plan.items),
        *(("binset", "location", p.row.location, p.row, p.row.bar_code) for p in at.plan.places),
        *(("asnlist", "asn", d.row.asn_code, d.row, d.row.bar_code) for d in at.plan.deliveries),
        *(("dnlist", "dn", o.row.dn_code, o.row, o.row.bar_code) for o in at.plan.orders),
    ]
    for table, kind, code, row, bar_code in things:
        if bar_code and len(bar_code) <= CODE_CHARACTERS_MAX and (kind, clean(code)) not in listed:
            at.plan.aliases.append(Printed(clean(bar_code), kind, clean(code)))
            at.notes("alias_not_listed", table, row, code)


def _lines_left(
    at: Planner, table: str, lines: dict[str, list[AsnDetail]] | dict[str, list[DnDetail]]
) -> None:
    """Of documents that are history, or of none."""
    header, code = ("asnlist", "asn_code") if table == "asndetail" else ("dnlist", "dn_code")
    documents = _numbers(at, header, code)
    for number, rows in lines.items():
        for row in rows:
            if row.is_delete:
                at.shelves(table, row, "deleted")
            elif number not in documents:
                at.refuses(table, row, "unknown_document", number)
            elif at.plan.fates[header, documents[number]].outcome == "refused":
                at.refuses(table, row, "document_refused", number)
            else:
                at.shelves(table, row, "finished")


def _numbers(at: Planner, table: str, column: str) -> dict[str, int]:
    """Keys of documents by number, those that are refused included."""
    bodies = at.sheets[table].bodies
    return {clean(str(body[column])): key for key, body in bodies.items() if body[column]}
