"""Each list as a query whose columns are the fields an import of it takes, so that what was written
can be read again. What follows them is for people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, get_args

import apsw
import msgspec

from edge.export.setup import setup_rows
from edge.export.workbook import Cell
from edge.intake.columns import Column, Shape, custom_column
from edge.intake.kinds import ABOUT, columns_of
from edge.intake.setup.standing import SetupKind
from edge.store.reads.custom import FIELDS
from models.warehouse.custom import CustomField, field_of, shown
from models.warehouse.money import MICRO
from models.warehouse.naming import called, owner_of

Language = Literal["en", "zh-Hans"]
Value = int | str | bytes | float | None

_I = called("i")


def _owner_of(row: str) -> str:
    """Left empty where there is but one, so that the list can be read into another company too."""
    return f"iif((SELECT count(*) FROM owner)>1, {owner_of(row)}, NULL)"


_QUERIES: Mapping[str, str] = {
    "items": "SELECT i.id, i.code, description, (SELECT b.id FROM barcode b"
    " WHERE b.element='item:'||i.id AND length(b.dots)>0 ORDER BY b.id LIMIT 1), base_uom,"
    " tracking, min_quantity, max_quantity, order_quantity_min, weight_g, length_mm, width_mm,"
    " height_mm, class_abc,"
    f" cost_micro, price_micro, currency, status, {_owner_of('i')} FROM item i"
    " ORDER BY i.code, i.id",
    "prices": f"SELECT id, {_I}, cost_micro, price_micro, currency FROM item i ORDER BY code, id",
    "packs": f"SELECT p.id, {_I}, p.name, p.quantity_base, p.gtin, p.weight_g, p.length_mm,"
    " p.width_mm, p.height_mm FROM item i JOIN item_pack p ON p.item_id=+i.id"
    " WHERE p.status='active' ORDER BY i.code, p.id",
    "partners": "SELECT id, code, name, kind, gln, city, country, address, contact, manager, level"
    " FROM partner ORDER BY code, id",
    "locations": "SELECT id, code, kind, property, zone, sequence, mix, size_class, units_max,"
    " weight_g_max, x_mm, y_mm, z_mm, status FROM location WHERE kind<>'virtual'"
    " ORDER BY code, id",
    "opening_stock": f"SELECT NULL, l.code, {_I}, q.quantity, t.code, t.expiry, q.status,"
    " u.code, q.reserved FROM quant q JOIN item i ON i.id=+q.item_id"
    " JOIN location l ON l.id=+q.location_id LEFT JOIN lot t ON t.id=+q.lot_id"
    " LEFT JOIN handling_unit u ON u.id=+q.unit_id WHERE q.quantity>0 ORDER BY l.code, i.code",
    "asns": f"SELECT a.id, a.number, p.code, {_I}, n.expected, a.expected_on, n.lot, n.expiry,"
    f" {_owner_of('a')}, a.state, n.received, n.damaged, n.put_away FROM asn a"
    " JOIN asn_line n ON n.asn_id=+a.id"
    " JOIN item i ON i.id=+n.item_id LEFT JOIN partner p ON p.id=+a.supplier_id"
    " ORDER BY a.id, n.line",
    "orders": f"SELECT d.id, d.number, {_I}, n.ordered, p.code, n.line, d.due_at_ms, d.priority,"
    f" d.carrier, {_owner_of('d')}, d.state, n.picked, n.packed, n.shipped, n.cancelled FROM dn d"
    " JOIN dn_line n ON n.dn_id=+d.id JOIN item i ON i.id=+n.item_id"
    " LEFT JOIN partner p ON p.id=+d.customer_id ORDER BY d.id, n.line",
    "carriers": "SELECT id, code, name, service, cut_off FROM carrier WHERE status='active'"
    " ORDER BY code, id",
    "tariffs": "SELECT NULL, c.code, from_city, to_city, weight_fee_micro, volume_fee_micro,"
    " minimum_micro, currency FROM tariff t JOIN carrier c ON c.id=+t.carrier_id"
    " WHERE t.status='active' ORDER BY t.lane, t.id",
    "drivers": "SELECT d.id, d.code, d.name, plate, phone, c.code FROM driver d"
    " LEFT JOIN carrier c ON c.id=+d.carrier_id WHERE d.status='active' ORDER BY d.code, d.id",
    "assets": "SELECT id, code, name, quantity, cost_micro, currency, place, remark FROM asset"
    " WHERE status='active' ORDER BY code, id",
    "people": "SELECT NULL, p.name, p.role, p.language, b.code, o.code,"
    " coalesce(p.status, 'active') FROM person p LEFT JOIN partner b ON b.id=+p.partner_id"
    " LEFT JOIN owner o ON o.id=+p.owner_id ORDER BY p.name, p.id",
}
_MORE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "opening_stock": (("allocated", "已分配"),),
    "asns": (("state", "状态"), ("received", "已收"), ("damaged", "破损"), ("put_away", "已上架")),
    "orders": (
        *(
            ("state", "状态"),
            ("picked", "已拣"),
            ("packed", "已打包"),
            ("shipped", "已发"),
        ),
        ("cancelled", "已取消"),
    ),
}
"""Columns for people: no import takes them."""
_FURTHER_BARCODES = (
    f"SELECT i.code, b.id, {_owner_of('i')} FROM item i JOIN barcode b ON b.element='item:'||i.id"
    " WHERE length(b.dots)>0 AND b.id>(SELECT min(f.id) FROM barcode f"
    " WHERE f.element='item:'||i.id AND length(f.dots)>0) ORDER BY i.code, b.id"
)
_OF_MASTER = "SELECT field, value FROM custom_value WHERE subject_id=?"
_OF_DOCUMENT = "SELECT field, value FROM document_value WHERE document_id=? ORDER BY id DESC"


class Listed(msgspec.Struct, frozen=True):
    """A list as a table. `rows` reads while it is gone through."""

    headings: list[str]
    rows: Iterator[list[Cell]]


def listed(connection: apsw.Connection, kind: str, language: Language) -> Listed:
    """A list of the site, whole."""
    columns, more = columns_of(kind), _MORE.get(kind, ())
    if kind in get_args(SetupKind):
        names = [column.name for column in columns]
        headings = names if language == "en" else [column.chinese for column in columns]
        return Listed(headings, setup_rows(connection, msgspec.convert(kind, SetupKind), names))
    about = ABOUT.get(kind)
    fields = [field for field in _fields(connection) if field.about == about]
    custom = [custom_column(field) for field in fields]
    if language == "en":
        headings = [column.name for column in (*columns, *custom)] + [name for name, _ in more]
    else:
        labels = [field.label_zh or field.label_en or field.code for field in fields]
        headings = [*(column.chinese for column in columns), *labels, *(said for _, said in more)]
    rows = _rows(connection, kind, columns, fields, _OF_DOCUMENT if about == "document" else
                 _OF_MASTER)  # fmt: skip
    return Listed(headings, rows)


def _rows(
    connection: apsw.Connection,
    kind: str,
    columns: Sequence[Column],
    fields: Sequence[CustomField],
    of_subject: str,
) -> Iterator[list[Cell]]:
    shapes = [column.shape for column in columns]
    width = len(columns)
    for subject, *values in connection.execute(_QUERIES[kind]):
        cells = [_cell(value, shape) for value, shape in zip(values, shapes, strict=False)]
        more = [_cell(value, Shape.TEXT) for value in values[width:]]
        yield [*cells, *_custom(connection, of_subject, subject, fields), *more]
    if kind == "items":
        yield from _further_barcodes(connection, columns, len(fields))


def _further_barcodes(
    connection: apsw.Connection, columns: Sequence[Column], customs: int
) -> Iterator[list[Cell]]:
    """A row for each barcode after the first: the import adds it to the item named before."""
    names = [column.name for column in columns]
    for code, barcode, owner in connection.execute(_FURTHER_BARCODES):
        cells: list[Cell] = [None] * (len(names) + customs)
        cells[names.index("code")], cells[names.index("barcode")] = str(code), str(barcode)
        cells[names.index("owner")] = str(owner) if owner is not None else None
        yield cells


def _custom(
    connection: apsw.Connection, query: str, subject: Value, fields: Sequence[CustomField]
) -> list[Cell]:
    if not fields:
        return []
    kept = {str(field): value for field, value in connection.execute(query, (subject,))}
    return [shown(field, _text(kept.get(field.key))) for field in fields]


def _cell(value: Value, shape: Shape) -> Cell:
    if value is None:
        return None
    of_shape = _SHOWN.get(shape)
    if of_shape is not None and isinstance(value, int):
        return of_shape(value)
    return value if isinstance(value, int) else str(value)


def _money(micro: int) -> Decimal:
    return Decimal(micro) / MICRO


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


_SHOWN: Mapping[Shape, Callable[[int], Cell]] = {Shape.MONEY: _money, Shape.MOMENT: _moment}


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _fields(connection: apsw.Connection) -> list[CustomField]:
    found = [field_of(row) for row in connection.execute(FIELDS)]
    return sorted(found, key=lambda field: (field.sequence, field.code))
