"""What the site has already, read once before planning."""

import apsw

from edge.floor.draft import Site
from edge.intake.greaterwms.plan import Key, Known, KnownItem, KnownPlace
from edge.intake.greaterwms.report import TableAccount
from models.warehouse.barcodes import clean


def read_known(connection: apsw.Connection, site: Site) -> Known:
    """By code; of several of one code the first."""
    execute = connection.execute
    items = {
        clean(str(code)): KnownItem(
            _number(row), tracking == "none" and not weighed and owner == site.owner_id
        )
        for row, code, tracking, weighed, owner in execute(
            "SELECT id, code, tracking, catch_weight, owner_id FROM item ORDER BY id DESC"
        )
    }
    places = {
        str(code): KnownPlace(_number(row), str(kind), str(wanted))
        for row, code, kind, wanted in execute(
            "SELECT id, code, kind, property FROM location WHERE warehouse_id=? ORDER BY id DESC",
            (site.warehouse_id,),
        )
    }
    partners = execute("SELECT code, kind FROM partner ORDER BY id DESC")
    return Known(
        items=items,
        places=places,
        partners={str(code): str(kind) for code, kind in partners},
        asns=_texts(connection, "SELECT number FROM asn WHERE warehouse_id=?", site),
        orders=_texts(connection, "SELECT number FROM dn WHERE warehouse_id=?", site),
    )


def read_moved(connection: apsw.Connection, tenant: str) -> dict[Key, int]:
    """Notes of rows that an earlier run brought over, by table and key there."""
    rows = connection.execute(
        "SELECT id, origin, origin_id FROM moved_row WHERE tenant=?", (tenant,)
    )
    return {(str(origin), _number(key)): _number(row) for row, origin, key in rows}


def read_account(connection: apsw.Connection, tenant: str) -> tuple[str, str] | None:
    """Content and figures of an account that was moved in."""
    rows = connection.execute(
        "SELECT content, figures FROM moved_account WHERE tenant=?", (tenant,)
    ).fetchall()
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


def read_tables(connection: apsw.Connection, tenant: str) -> list[TableAccount]:
    """What became of the rows of an account that was moved in, by table."""
    rows = connection.execute(
        "SELECT origin, count(*), sum(outcome='imported'), sum(outcome='history'),"
        " sum(outcome='refused') FROM moved_row WHERE tenant=? GROUP BY origin ORDER BY min(id)",
        (tenant,),
    )
    return [TableAccount(str(origin), *map(_number, counts)) for origin, *counts in rows]


def _texts(connection: apsw.Connection, sql: str, site: Site) -> frozenset[str]:
    return frozenset(str(row[0]) for row in connection.execute(sql, (site.warehouse_id,)))


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
