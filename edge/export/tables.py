"""What stands in the report database: each table with its query at the site, each column described,
and views that answer what analysts ask first."""

import msgspec

from models.warehouse.naming import called, owner_of


class Column(msgspec.Struct, frozen=True):
    """A column of the report; `kind`: TEXT, INTEGER or REAL."""

    name: str
    kind: type
    says: str


class Table(msgspec.Struct, frozen=True):
    """A table of the report: the query at the site gives its columns in order."""

    name: str
    says: str
    columns: tuple[Column, ...]
    query: str
    key: str | None = None
    indexes: tuple[str, ...] = ()


class View(msgspec.Struct, frozen=True):
    """A question with its answer in SQL over the report's tables."""

    name: str
    says: str
    columns: dict[str, str]
    query: str


def _t(name: str, says: str) -> Column:
    return Column(name, str, says)


def _n(name: str, says: str) -> Column:
    return Column(name, int, says)


def _r(name: str, says: str) -> Column:
    return Column(name, float, says)


def _moment(column: str) -> str:
    """Milliseconds since 1970 as text that sorts and that SQLite's date functions read."""
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}/1000.0, 'unixepoch')"


_MONEY = "{}/1000000.0"
_ITEM = _t("item", "Item code; CODE@OWNER where several owners use it")
_OWNER = _t("owner", "Code of the owner whose goods they are")
_I = called("i")

TABLES = (
    Table(
        "items",
        "What the company handles.",
        (
            _ITEM,
            _t("description", "What it is"),
            _t("uom", "Base unit in which it is counted"),
            _t("tracking", "none, lot or serial"),
            _t("class_abc", "Class by turnover: A, B or C"),
            _n("weight_g", "Weight of one base unit in grams"),
            _n("length_mm", "Length of one base unit in mm"),
            _n("width_mm", "Width of one base unit in mm"),
            _n("height_mm", "Height of one base unit in mm"),
            _n("min_quantity", "Reorder point in base units"),
            _r("cost", "Cost of one base unit, rounded for arithmetic"),
            _r("price", "Price of one base unit, rounded for arithmetic"),
            _t("currency", "Currency of cost and price (ISO 4217)"),
            _t("status", "active or blocked"),
            _OWNER,
        ),
        f"SELECT {_I}, description, base_uom, tracking, class_abc, weight_g, length_mm, width_mm,"
        f" height_mm, min_quantity, {_MONEY.format('cost_micro')},"
        f" {_MONEY.format('price_micro')}, currency, status, {owner_of('i')} FROM item i"
        " ORDER BY i.code, i.id",
    ),
    Table(
        "locations",
        "Places of the warehouse.",
        (
            _t("location", "Location code"),
            _t("kind", "storage, handover, dock, staging, packing or quality"),
            _t("property", "What it is kept for: normal, inspection, hold or damage"),
            _t("zone", "Zone"),
            _n("x_mm", "Metres from the south-west corner, in mm, eastwards"),
            _n("y_mm", "The same, northwards"),
            _n("z_mm", "Height in mm"),
            _t("status", "active or blocked"),
        ),
        "SELECT code, kind, property, zone, x_mm, y_mm, z_mm, status FROM location"
        " WHERE kind<>'virtual' ORDER BY code",
    ),
    Table(
        "partners",
        "Suppliers and customers.",
        (
            _t("partner", "Partner code"),
            _t("name", "Name"),
            _t("kind", "supplier, customer, carrier, both or site"),
            _t("city", "City"),
            _t("country", "Country"),
        ),
        "SELECT code, name, kind, city, country FROM partner ORDER BY code",
    ),
    Table(
        "stock",
        "What lies where now, by lot, unit and state.",
        (
            _ITEM,
            _t("location", "Where it lies"),
            _t("zone", "Zone of the location"),
            _t("lot", "Lot or serial number"),
            _t("expiry", "Last day of use"),
            _t("unit", "Pallet or tote it lies in"),
            _t("status", "available, damaged, hold or inspection"),
            _n("on_hand", "Base units that lie there"),
            _n("allocated", "Of these, promised to an order's pick"),
            _t("received_at", "When the oldest of it came (UTC)"),
            _OWNER,
        ),
        f"SELECT {_I}, l.code, l.zone, t.code, t.expiry, u.code, q.status, q.quantity,"
        f" q.reserved, {_moment('q.received_at_ms')}, {owner_of('q')} FROM quant q"
        " JOIN item i ON i.id=+q.item_id"
        " JOIN location l ON l.id=+q.location_id LEFT JOIN lot t ON t.id=+q.lot_id"
        " LEFT JOIN handling_unit u ON u.id=+q.unit_id WHERE q.quantity>0",
        indexes=("item", "location"),
    ),
    Table(
        "movements",
        "The ledger: every movement of goods, never changed afterwards.",
        (
            _t("at", "When (UTC)"),
            _t("kind", "receive, putaway, move, pick, ship, adjust …"),
            _ITEM,
            _n("quantity", "Base units moved, above zero"),
            _t("lot", "Lot or serial number"),
            _t("from_location", "Whence; codes with @ lie outside the warehouse"),
            _t("from_status", "State it had"),
            _t("to_location", "Whither; codes with @ lie outside the warehouse"),
            _t("to_status", "State it has since"),
            _t("document", "Number of the order or delivery"),
            _t("person", "Who did it; empty for a program"),
            _t("reason", "Why, where a reason was asked for"),
        ),
        f"SELECT {_moment('m.at_ms')}, m.kind, {_I}, m.quantity, t.code, f.code, m.from_status,"
        " g.code, m.to_status, coalesce(d.number, a.number), p.name, m.reason FROM movement m"
        " JOIN item i ON i.id=+m.item_id LEFT JOIN lot t ON t.id=+m.lot_id"
        " LEFT JOIN location f ON f.id=+m.from_location"
        " LEFT JOIN location g ON g.id=+m.to_location LEFT JOIN dn d ON d.id=+m.document_id"
        " LEFT JOIN asn a ON a.id=+m.document_id LEFT JOIN person p ON p.id=+m.actor",
        indexes=("item", "at"),
    ),
    Table(
        "orders",
        "Orders of customers and transfers to other sites.",
        (
            _t("number", "Order number"),
            _t("customer", "Customer code"),
            _t("kind", "order or transfer"),
            _t("state", "State of the order"),
            _n("priority", "0 to 9, 9 first"),
            _t("due_at", "When it must leave (UTC)"),
            _t("created_at", "When it was taken (UTC)"),
            _t("shipped_at", "When it left (UTC)"),
            _t("delivered_at", "When it was delivered (UTC)"),
            _t("carrier", "Carrier code"),
            _OWNER,
        ),
        f"SELECT d.number, p.code, d.kind, d.state, d.priority, {_moment('d.due_at_ms')},"
        f" {_moment('d.created_at_ms')}, {_moment('d.shipped_at_ms')},"
        f" {_moment('d.delivered_at_ms')}, d.carrier, {owner_of('d')} FROM dn d"
        " LEFT JOIN partner p ON p.id=+d.customer_id",
        indexes=("number", "state"),
    ),
    Table(
        "order_lines",
        "Lines of orders, in base units.",
        (
            _t("number", "Order number"),
            _n("line", "Line number"),
            _ITEM,
            _n("ordered", "Asked for"),
            _n("allocated", "Reserved and not picked yet"),
            _n("picked", "Picked"),
            _n("packed", "Packed"),
            _n("shipped", "Left the warehouse"),
            _n("short", "Could not be found"),
            _n("cancelled", "Not wanted any more"),
        ),
        f"SELECT d.number, n.line, {_I}, n.ordered, n.allocated, n.picked, n.packed, n.shipped,"
        " n.short, n.cancelled FROM dn d JOIN dn_line n ON n.dn_id=+d.id"
        " JOIN item i ON i.id=+n.item_id",
        indexes=("number", "item"),
    ),
    Table(
        "deliveries",
        "Deliveries of suppliers, returns and transfers from other sites (ASNs).",
        (
            _t("number", "ASN number"),
            _t("supplier", "Supplier code"),
            _t("kind", "announced, blind, return or transfer"),
            _t("state", "State of the delivery"),
            _t("expected_on", "Day it was announced for"),
            _t("created_at", "When it was announced (UTC)"),
            _t("closed_at", "When its receipt was closed (UTC)"),
            _OWNER,
        ),
        f"SELECT a.number, p.code, a.kind, a.state, a.expected_on, {_moment('a.created_at_ms')},"
        f" {_moment('a.closed_at_ms')}, {owner_of('a')} FROM asn a"
        " LEFT JOIN partner p ON p.id=+a.supplier_id",
        indexes=("number",),
    ),
    Table(
        "delivery_lines",
        "Lines of deliveries, in base units.",
        (
            _t("number", "ASN number"),
            _n("line", "Line number"),
            _ITEM,
            _n("expected", "Announced"),
            _n("received", "Came"),
            _n("damaged", "Of these, damaged"),
            _n("put_away", "Of these, stored"),
        ),
        f"SELECT a.number, n.line, {_I}, n.expected, n.received, n.damaged, n.put_away FROM asn a"
        " JOIN asn_line n ON n.asn_id=+a.id JOIN item i ON i.id=+n.item_id",
        indexes=("number", "item"),
    ),
    Table(
        "tasks",
        "Work on the floor: picks, putaways, refills.",
        (
            _t("kind", "pick, putaway, replenish …"),
            _t("state", "State of the task"),
            _ITEM,
            _n("quantity", "Base units to handle"),
            _n("done_quantity", "Base units handled"),
            _t("from_location", "Whence"),
            _t("to_location", "Whither"),
            _t("zone", "Zone"),
            _t("document", "Number of the order or delivery"),
            _t("person", "Who did it; empty for a program or a robot"),
            _t("created_at", "When it came up (UTC)"),
            _t("done_at", "When it was done (UTC); empty while it is open"),
        ),
        f"SELECT k.kind, k.state, {_I}, k.quantity, k.done_quantity, f.code, g.code, k.zone,"
        f" coalesce(d.number, a.number), p.name, {_moment('k.created_at_ms')},"
        f" {_moment('k.done_at_ms')} FROM task k LEFT JOIN item i ON i.id=+k.item_id"
        " LEFT JOIN location f ON f.id=+k.from_location"
        " LEFT JOIN location g ON g.id=+k.to_location LEFT JOIN dn d ON d.id=+k.document_id"
        " LEFT JOIN asn a ON a.id=+k.document_id LEFT JOIN person p ON p.id=+k.actor",
        indexes=("kind", "done_at"),
    ),
    Table(
        "counts",
        "Differences that counts found.",
        (
            _t("at", "When it was counted (UTC)"),
            _t("location", "Where"),
            _ITEM,
            _n("book", "Base units on the book at that moment"),
            _n("counted", "Base units counted"),
            _t("person", "Who counted"),
            _t("state", "State of the count"),
        ),
        f"SELECT {_moment('n.at_ms')}, l.code, {_I}, n.book, n.counted, p.name, c.state"
        ' FROM count_line n JOIN "count" c ON c.id=+n.count_id'
        " LEFT JOIN location l ON l.id=+c.location_id LEFT JOIN item i ON i.id=+n.item_id"
        " LEFT JOIN person p ON p.id=+n.counter_id",
    ),
)
