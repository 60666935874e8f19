"""Photos and papers become part of documents: of which, once each, within bounds."""

from typing import Any

import pytest

from models.warehouse.attachments import ATTACHMENTS_MAX
from models.warehouse.replies import Level, Outcome
from tests.edge.floor.test_shipments import packed
from tests.edge.site import TestSite

HASH = "ab" * 32
LINES = [{"item": "TEA", "quantity": 5}]


def uploaded(site: TestSite, digest: str = HASH, kind: str = "jpeg") -> None:
    """As the upload route leaves it."""
    site.store.begin()
    site.store.connection.execute("INSERT INTO blob VALUES(?,?,?,0)", (digest, kind, 1_234))
    site.store.commit()


def rows(site: TestSite) -> list[tuple[Any, ...]]:
    return site.store.connection.execute(
        "SELECT document, document_id, line_id, item_id, hash, kind, bytes, purpose, note, actor"
        " FROM attachment ORDER BY id"
    ).fetchall()


def test_a_photo_belongs_to_the_line_of_its_item(site: TestSite) -> None:
    uploaded(site)
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=LINES)
    reply = site.do(
        "attach", document="asn", number="A1", hash=HASH, item="TEA", purpose="damage", note="wet"
    )
    assert (reply.outcome, reply.level, reply.data) == (
        Outcome.LINE_DONE, Level.OK, {"hash": HASH, "kind": "jpeg", "bytes": 1_234},
    )  # fmt: skip
    asn = site.reader.asn("A1")
    assert asn is not None
    line = site.reader.asn_lines(asn.id)[0]
    assert rows(site) == [
        ("asn", asn.id, line.id, line.item_id, HASH, "jpeg", 1_234, "damage", "wet", 1)
    ]


def test_each_kind_of_document_takes_a_photo(site: TestSite) -> None:
    uploaded(site)
    site.do("plan_shipment", shipment="S1")
    (box,) = packed(site, "O1", 1)
    site.do("request_count", location="A-01-02-1")
    (count,) = site.ids_of("count")
    for document, number in (
        ("order", "O1"), ("unit", box), ("shipment", "S1"), ("count", count),
    ):  # fmt: skip
        reply = site.do("attach", document=document, number=number, hash=HASH)
        assert reply.outcome is Outcome.LINE_DONE, document
    assert [row[0] for row in rows(site)] == ["order", "unit", "shipment", "count"]


def test_the_same_file_twice_is_one_attachment(site: TestSite) -> None:
    uploaded(site)
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=LINES)
    first = site.command("attach", document="asn", number="A1", hash=HASH)
    assert site.send(first).reply().outcome is Outcome.LINE_DONE
    assert site.send(first).replayed
    again = site.do("attach", document="asn", number="A1", hash=HASH, note="other words")
    assert (again.outcome, again.level) == (Outcome.ALREADY_DONE, Level.INFO)
    assert len(rows(site)) == 1


@pytest.mark.parametrize(
    ("fields", "outcome", "key"),
    [
        ({"hash": "cd" * 32}, Outcome.GONE, "attach.not_uploaded"),
        ({"number": "A9"}, Outcome.UNKNOWN_CODE, "asn.unknown"),
        ({"document": "order"}, Outcome.UNKNOWN_CODE, "order.unknown"),
        ({"document": "shipment"}, Outcome.UNKNOWN_CODE, "shipment.unknown"),
        ({"document": "unit"}, Outcome.UNKNOWN_CODE, "unit.unknown"),
        ({"document": "count"}, Outcome.UNKNOWN_CODE, "task.unknown"),
        ({"document": "count", "number": "0" * 13}, Outcome.GONE, "count.unknown"),
        ({"item": "MUG"}, Outcome.WRONG_ITEM, "attach.not_on_it"),
        ({"item": "NONE"}, Outcome.UNKNOWN_CODE, "scan.unknown_item"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(
    site: TestSite, fields: dict[str, str], outcome: Outcome, key: str
) -> None:
    uploaded(site)
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=LINES)
    reply = site.do("attach", **{"document": "asn", "number": "A1", "hash": HASH, **fields})
    assert (reply.outcome, reply.say.key, reply.level) == (outcome, key, Level.BLOCK)
    assert rows(site) == []


def test_a_document_has_so_many_and_no_more(site: TestSite) -> None:
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=LINES)
    for number in range(ATTACHMENTS_MAX + 1):
        digest = f"{number:064x}"
        uploaded(site, digest)
        reply = site.do("attach", document="asn", number="A1", hash=digest)
        wanted = Outcome.LINE_DONE if number < ATTACHMENTS_MAX else Outcome.TOO_MANY
        assert reply.outcome is wanted
    assert len(rows(site)) == ATTACHMENTS_MAX
