"""Freight of a document, and the lists behind it."""

import apsw

from edge.api.freight_shapes import (
    AssetPage,
    AssetRow,
    CarrierPage,
    CarrierRow,
    DriverPage,
    DriverRow,
    PartnerPage,
    PartnerRow,
    SiteAddress,
    TariffPage,
    TariffRow,
)
from edge.api.views.common import (
    Cells,
    as_of,
    cursor_of,
    first,
    limited,
    maybe,
    number,
    read_cursor,
    rows,
    text,
)
from models.warehouse.freight import Freight, Load, Tariff, lane_of, priced
from models.warehouse.money import show_micro

_LOAD = (
    "SELECT coalesce(sum({pieces}*coalesce(weight_g,0)),0),"
    " coalesce(sum({pieces}*coalesce(length_mm*width_mm*height_mm,0)),0),"
    " coalesce(sum(coalesce(weight_g,0)=0),0),"
    " coalesce(sum(coalesce(length_mm*width_mm*height_mm,0)=0),0)"
    " FROM {lines} JOIN item ON item.id=+{lines}.item_id WHERE {of}=?"
)
_COMING = _LOAD.format(pieces="expected", lines="asn_line", of="asn_id")
_GOING = _LOAD.format(pieces="(ordered-cancelled)", lines="dn_line", of="dn_id")
_ON_LANE = (
    "SELECT carrier.code, weight_fee_micro, volume_fee_micro, minimum_micro, currency FROM tariff"
    " JOIN carrier ON carrier.id=+tariff.carrier_id"
    " WHERE lane=? AND tariff.status='active' AND carrier.status='active'"
)
_HERE = "SELECT city, country, address, contact, manager FROM site_address ORDER BY id LIMIT 1"
_CITY = "SELECT city FROM partner WHERE code=? ORDER BY id LIMIT 1"


def freight_in(connection: apsw.Connection, asn_id: int, supplier: str | None) -> Freight:
    """From the supplier's city to this one."""
    return _freight(
        connection, _COMING, asn_id, _city(connection, supplier), site_address(connection).city
    )


def freight_out(connection: apsw.Connection, dn_id: int, customer: str | None) -> Freight:
    """From this city to the customer's."""
    return _freight(
        connection, _GOING, dn_id, site_address(connection).city, _city(connection, customer)
    )


def _freight(
    connection: apsw.Connection,
    load: str,
    document_id: int,
    from_city: str | None,
    to_city: str | None,
) -> Freight:
    found = first(connection, load, document_id)
    tariffs = []
    if from_city is not None and to_city is not None:
        tariffs = [
            Tariff(text(code), number(weight), number(volume), number(least), maybe(currency))
            for code, weight, volume, least, currency in rows(
                connection, _ON_LANE, lane_of(from_city, to_city)
            )
        ]
    return priced(from_city, to_city, Load(*map(number, found or (0, 0, 0, 0))), tariffs)


def site_address(connection: apsw.Connection) -> SiteAddress:
    """Where this site stands, as far as it was said."""
    row = first(connection, _HERE) or (None,) * 5
    city, country, address, contact, manager = map(maybe, row)
    return SiteAddress(
        city=city, country=country, address=address, contact=contact, manager=manager
    )


def carriers_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> CarrierPage:
    """Carriers in use, by code."""
    found, following = _page(
        connection,
        "SELECT code, id, name, service, cut_off FROM carrier"
        " WHERE (code, id)>(?1, ?2) AND status='active' ORDER BY code, id LIMIT ?3",
        cursor,
        limit,
    )
    items = [
        CarrierRow(carrier=text(row[0]), name=text(row[2]), service=maybe(row[3]),
                   cut_off=maybe(row[4]))
        for row in found
    ]  # fmt: skip
    return CarrierPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def tariffs_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> TariffPage:
    """Tariffs in use, by lane."""
    size = limited(limit)
    after = read_cursor(cursor, str, str) or ("", "")
    found = list(
        rows(
            connection,
            "SELECT t.lane, t.id, c.code, from_city, to_city, weight_fee_micro, volume_fee_micro,"
            " minimum_micro, currency FROM tariff t JOIN carrier c ON c.id=+t.carrier_id"
            " WHERE (t.lane, t.id)>(?1, ?2) AND t.status='active' ORDER BY t.lane, t.id LIMIT ?3",
            *after,
            size + 1,
        )
    )
    items = [
        TariffRow(
            carrier=text(row[2]),
            from_city=text(row[3]),
            to_city=text(row[4]),
            weight_fee=show_micro(number(row[5])),
            volume_fee=show_micro(number(row[6])),
            minimum=show_micro(number(row[7])),
            currency=maybe(row[8]),
        )
        for row in found[:size]
    ]
    following = cursor_of(*found[size - 1][:2]) if len(found) > size else None
    return TariffPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def drivers_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> DriverPage:
    """Drivers in use, by code."""
    found, following = _page(
        connection,
        "SELECT d.code, d.id, d.name, plate, phone, c.code FROM driver d"
        " LEFT JOIN carrier c ON c.id=+d.carrier_id"
        " WHERE (d.code, d.id)>(?1, ?2) AND d.status='active' ORDER BY d.code, d.id LIMIT ?3",
        cursor,
        limit,
    )
    items = [
        DriverRow(driver=text(row[0]), name=text(row[2]), plate=maybe(row[3]), phone=maybe(row[4]),
                  carrier=maybe(row[5]))
        for row in found
    ]  # fmt: skip
    return DriverPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def assets_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> AssetPage:
    """What the company owns, by code."""
    found, following = _page(
        connection,
        "SELECT code, id, name, quantity, cost_micro, currency, place, remark FROM asset"
        " WHERE (code, id)>(?1, ?2) AND status='active' ORDER BY code, id LIMIT ?3",
        cursor,
        limit,
    )
    items = [
        AssetRow(
            asset=text(row[0]),
            name=text(row[2]),
            quantity=number(row[3]),
            cost=show_micro(row[4]) if isinstance(row[4], int) else None,
            currency=maybe(row[5]),
            place=maybe(row[6]),
            remark=maybe(row[7]),
        )
        for row in found
    ]
    return AssetPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def partners_page(
    connection: apsw.Connection, now_ms: int, cursor: str | None, limit: int | None
) -> PartnerPage:
    """Suppliers and customers, by code."""
    found, following = _page(
        connection,
        "SELECT code, id, name, kind, gln, city, country, address, contact, manager FROM partner"
        " WHERE (code, id)>(?1, ?2) ORDER BY code, id LIMIT ?3",
        cursor,
        limit,
    )
    items = [
        PartnerRow(
            partner=text(row[0]),
            name=text(row[2]),
            kind=maybe(row[3]),
            gln=maybe(row[4]),
            city=maybe(row[5]),
            country=maybe(row[6]),
            address=maybe(row[7]),
            contact=maybe(row[8]),
            manager=maybe(row[9]),
        )
        for row in found
    ]
    return PartnerPage(items=items, next_cursor=following, as_of=as_of(now_ms))


def _page(
    connection: apsw.Connection, sql: str, cursor: str | None, limit: int | None
) -> tuple[list[Cells], str | None]:
    """Rows that begin with code and id, and where the next page begins."""
    size = limited(limit)
    after = read_cursor(cursor, str, int) or ("", 0)
    found = list(rows(connection, sql, *after, size + 1))
    following = cursor_of(*found[size - 1][:2]) if len(found) > size else None
    return found[:size], following


def _city(connection: apsw.Connection, partner: str | None) -> str | None:
    row = first(connection, _CITY, partner) if partner is not None else None
    return maybe(row[0]) if row else None
