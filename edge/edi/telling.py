"""What partners are told: what came of their delivery (RECADV), what is on its way (DESADV).

Written from the rows and the ledger whenever somebody asks; references follow from the document's
id and revision, so the same document is the same message however often it is asked for.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import apsw
import msgspec

from edge.api.views import told as rows
from edge.api.views.items import barcodes
from edge.edi.writing import Envelope, Tag, write
from models.warehouse import ids
from models.warehouse.barcodes import as_gtin
from node.http.problems import Problem

_RECEIVED = frozenset({"received", "closed"})
NOWHERE = -1
"""In the place of the unit around one that lay in none; 0 is goods without a unit."""
_SENT = frozenset({"shipped", "delivered"})


class Own(msgspec.Struct, frozen=True):
    """Who this site is to its partners, and where its clock stands."""

    code: str
    zone: ZoneInfo


def recadv(connection: apsw.Connection, number: str, own: Own) -> str:
    """What came of a delivery, once nothing more comes. Raises Problem."""
    row = _one(connection, rows.ASN, number, "ASN")
    asn_id, asn, state, revision, code, gln, at_ms = row
    if state not in _RECEIVED:
        raise Problem(409, "not_yet", f"the receipt of {asn} is not closed: it is {state}")
    partner = gln or code or "UNKNOWN"
    tags: list[Tag] = [
        ("BGM", "632", asn, _function(revision)),
        ("DTM", ["137", _day(at_ms, own), "203"]),
        ("DTM", ["50", _day(at_ms, own), "203"]),
        ("RFF", ["AAK", asn]),
        ("NAD", "BY", [own.code, "", "9"]),
        ("NAD", "SU", [partner, "", "9"]),
        ("CPS", "1"),
    ]
    lines: list[tuple[Any, ...]] = connection.execute(rows.ASN_LINES, (asn_id,)).fetchall()
    for line, item_id, expected, received, damaged in lines:
        tags += _item(connection, line, item_id)
        tags += [
            ("QTY", ["12", str(expected)]),
            ("QTY", ["48", str(received)]),
            ("QTY", ["194", str(received - damaged)]),
        ]
        if received != expected:
            tags.append(("QVR", [str(received - expected), "66"]))
    tags.append(("CNT", ["2", str(len(lines))]))
    return write(_envelope(asn_id, revision, at_ms, own, partner), "RECADV", tags)


def desadv(connection: apsw.Connection, number: str, own: Own) -> str:
    """What is on its way to a customer, package by package. Raises Problem."""
    row = _one(connection, rows.DN, number, "order")
    dn_id, order, state, revision, code, gln, at_ms, carrier, tracking, origin = row
    if state not in _SENT:
        raise Problem(409, "not_yet", f"{order} has not left: it is {state}")
    partner = gln or code or "UNKNOWN"
    tags: list[Tag] = [
        ("BGM", "351", order, _function(revision)),
        ("DTM", ["137", _day(at_ms, own), "203"]),
        ("DTM", ["11", _day(at_ms, own), "203"]),
        ("RFF", ["ON", origin or order]),
        ("NAD", "BY", [partner, "", "9"]),
        ("NAD", "SU", [own.code, "", "9"]),
    ]
    if carrier or tracking:
        tags.append(("TDT", "20", tracking or "", "", "", ["", "", "", carrier or ""]))
    tags.append(("CPS", "1"))
    lines = _packages(connection, dn_id, tags)
    tags.append(("CNT", ["2", str(lines)]))
    return write(_envelope(dn_id, revision, at_ms, own, partner), "DESADV", tags)


def _packages(connection: apsw.Connection, dn_id: int, tags: list[Tag]) -> int:
    """Each package with what lies in it, packages in it behind their own goods; how many lines."""
    found: list[tuple[Any, ...]] = connection.execute(rows.SHIPPED, (dn_id,)).fetchall()
    inside: dict[int, list[int]] = {}
    lines: dict[int, list[tuple[Any, ...]]] = {}
    around: dict[int, int] = {}
    for unit_id, *rest in found:
        lines.setdefault(unit_id, []).append(tuple(rest))
        _place(connection, unit_id, around, inside)
    steps = 1
    waiting = [(unit_id, "1") for unit_id in reversed(inside.get(NOWHERE, []))]
    while waiting:
        unit_id, package = waiting.pop()
        steps += 1
        code = _cell(connection, "SELECT code FROM handling_unit WHERE id=?", unit_id)
        tags += [("CPS", str(steps), package), ("PAC", "1", "", "CT"), ("PCI", "33E")]
        tags.append(("GIN", "BJ", code or ids.show(unit_id)))
        for line in lines.get(unit_id, ()):
            _tell_line(connection, line, tags)
        waiting += [(each, str(steps)) for each in reversed(inside.get(unit_id, []))]
    return len(found)


def _place(
    connection: apsw.Connection, unit_id: int, around: dict[int, int], inside: dict[int, list[int]]
) -> None:
    """Note a unit, and those it left in, each in the one around it."""
    at = unit_id
    while at not in around:
        found = _cell(connection, "SELECT left_in FROM handling_unit WHERE id=?", at)
        around[at] = int(found) if found is not None else NOWHERE
        inside.setdefault(around[at], []).append(at)
        at = around[at]
        if at == NOWHERE:
            return


def _tell_line(connection: apsw.Connection, line: tuple[Any, ...], tags: list[Tag]) -> None:
    number, item_id, lot_id, quantity = line
    tags += _item(connection, number or 0, item_id)
    tags.append(("QTY", ["12", str(quantity)]))
    if lot_id:
        lot = connection.execute("SELECT code, expiry FROM lot WHERE id=?", (lot_id,))
        name, expiry = lot.fetchall()[0]
        if expiry:
            tags.append(("DTM", ["36", str(expiry).replace("-", ""), "102"]))
        tags += [("PCI", "36E"), ("GIN", "BX", str(name))]


def _item(connection: apsw.Connection, line: int, item_id: int) -> list[Tag]:
    """By its GTIN of one piece where it has one, and by our number."""
    code = _cell(connection, "SELECT code FROM item WHERE id=?", item_id) or ids.show(item_id)
    packs = "SELECT gtin FROM item_pack WHERE item_id=? AND quantity_base>1 AND gtin IS NOT NULL"
    of_packs = {str(gtin) for (gtin,) in connection.execute(packs, (item_id,))}
    found = [each for each in barcodes(connection, item_id) if as_gtin(each) is not None]
    gtin = next((each for each in found if as_gtin(each) not in of_packs), None)
    head: Tag = ("LIN", str(line), "", [gtin, "SRV"]) if gtin else ("LIN", str(line))
    return [head, ("PIA", "5", [code, "SA"])]


def _envelope(row_id: int, revision: int, at_ms: int | None, own: Own, partner: str) -> Envelope:
    """14 characters: the document's id and how often it was told anew."""
    reference = ids.show(row_id) + ids.ALPHABET[revision % len(ids.ALPHABET)]
    return Envelope(own.code, partner, reference, _moment(at_ms, own))


def _function(revision: int) -> str:
    """An original; after a reversal it takes the place of the one before."""
    return "9" if revision == 0 else "5"


def _moment(at_ms: int | None, own: Own) -> datetime:
    return datetime.fromtimestamp((at_ms or 0) / 1000, UTC).astimezone(own.zone)


def _day(at_ms: int | None, own: Own) -> str:
    return _moment(at_ms, own).strftime("%Y%m%d%H%M")


def _one(connection: apsw.Connection, sql: str, number: str, what: str) -> tuple[Any, ...]:
    found: list[tuple[Any, ...]] = connection.execute(sql, (number,)).fetchall()
    if not found:
        raise Problem(404, "not_found", f"there is no such {what}")
    return found[0]


def _cell(connection: apsw.Connection, sql: str, row_id: int) -> str | None:
    found = connection.execute(sql, (row_id,)).fetchall()
    return str(found[0][0]) if found and found[0][0] is not None else None
