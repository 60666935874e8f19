"""What partners are told reads back as what happened."""

from zoneinfo import ZoneInfo

import pytest

from edge.edi.reading import Interchange, Part, read
from edge.edi.telling import Own, desadv, recadv
from node.http.problems import Problem
from tests.edge.site import TestSite

OWN = Own("4399901234560", ZoneInfo("Europe/London"))


def told(text: str) -> Interchange:
    return read(text.encode("latin-1"))


def said(parts: tuple[Part, ...], tag: str, qualifier: str = "") -> list[tuple[str, ...]]:
    """Elements of the segments with a tag, as flat texts."""
    return [
        tuple(":".join(element) for element in part.elements)
        for part in parts
        if part.tag == tag and (not qualifier or part.at(0) == qualifier)
    ]


def received(site: TestSite) -> None:
    site.add_item("PEN", barcodes=("HOUSE-1", "4006381333931"))
    lines = [{"item": "PEN", "quantity": 10}, {"item": "MUG", "quantity": 4}]
    site.do("announce_asn", asn="A-1", supplier="S1", lines=lines)
    site.do("receive", asn="A-1", item="PEN", quantity=8, dock="DOCK-1")
    site.do("receive", asn="A-1", item="PEN", quantity=1, condition="damaged")
    site.do("receive", asn="A-1", item="MUG", quantity=4)


def test_a_supplier_is_told_what_came(site: TestSite) -> None:
    received(site)
    with pytest.raises(Problem) as early:
        recadv(site.store.connection, "A-1", OWN)
    assert early.value.code == "not_yet"
    assert site.do("close_receipt", asn="A-1", confirm=True).done
    found = told(recadv(site.store.connection, "A-1", OWN))
    assert (found.sender, found.recipient) == ("4399901234560", "S1")
    (one,) = found.messages
    assert (one.kind, one.release, len(one.reference)) == ("RECADV", "96A", 14)
    assert said(one.parts, "BGM") == [("632", "A-1", "9")]
    assert said(one.parts, "LIN") == [("1", "", "4006381333931:SRV"), ("2",)]
    assert said(one.parts, "PIA") == [("5", "PEN:SA"), ("5", "MUG:SA")]
    assert said(one.parts, "QTY") == [
        ("12:10",), ("48:9",), ("194:8",), ("12:4",), ("48:4",), ("194:4",),
    ]  # fmt: skip
    assert said(one.parts, "QVR") == [("-1:66",)]
    again = recadv(site.store.connection, "A-1", OWN)
    assert told(again) == found


def test_a_customer_is_told_what_lies_in_each_package(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.stock("MILK", "A-01-01-2", 5, lot="L-1", expiry="2027-01-31")
    site.order("SO-1", ("TEA", 3), ("MILK", 2))
    site.release("SO-1")
    site.pick_all("SO-1")
    with pytest.raises(Problem):
        desadv(site.store.connection, "SO-1", OWN)
    assert site.do("pack", order="SO-1", lines=[{"item": "TEA", "quantity": 3}]).done
    assert site.do("pack", order="SO-1").done
    assert site.do("ship", order="SO-1", carrier="DHL", tracking="T'1+2").done
    (one,) = told(desadv(site.store.connection, "SO-1", OWN)).messages
    assert said(one.parts, "BGM") == [("351", "SO-1", "9")]
    assert said(one.parts, "RFF") == [("ON:SO-1",)]
    assert said(one.parts, "TDT") == [("20", "T'1+2", "", "", ":::DHL")]
    assert len(set(said(one.parts, "GIN", "BJ"))) == 2
    assert said(one.parts, "CPS") == [("1",), ("2", "1"), ("3", "1")]
    assert said(one.parts, "QTY") == [("12:3",), ("12:2",)]
    assert said(one.parts, "GIN", "BX") == [("BX", "L-1")]
    assert said(one.parts, "DTM", "36:20270131:102") or ("36:20270131:102",) in said(
        one.parts, "DTM"
    )


def test_packages_leave_in_each_other_as_they_were_loaded(site: TestSite) -> None:
    site.stock("MUG", "A-01-01-1", 9)
    site.order("SO-9", ("MUG", 5))
    site.release("SO-9")
    site.pick_all("SO-9")
    for quantity in (3, 2):
        assert site.do("pack", order="SO-9", lines=[{"item": "MUG", "quantity": quantity}]).done
    found = site.store.connection.execute(
        "SELECT DISTINCT u.code FROM quant q JOIN handling_unit u ON u.id=q.unit_id"
        " WHERE q.quantity>0 ORDER BY u.id"
    ).fetchall()
    cartons = [str(row[0]) for row in found]
    assert len(cartons) == 2
    for unit, into in ((cartons[0], "PAL"), ("PAL", "CAGE")):
        assert site.do("nest_unit", unit=unit, into=into).done
    assert site.do("ship", order="SO-9", carrier="DHL").done
    (one,) = told(desadv(site.store.connection, "SO-9", OWN)).messages
    packages = dict(zip(said(one.parts, "GIN", "BJ"), said(one.parts, "CPS")[1:], strict=True))
    assert packages == {
        ("BJ", "CAGE"): ("2", "1"), ("BJ", "PAL"): ("3", "2"),
        ("BJ", cartons[0]): ("4", "3"), ("BJ", cartons[1]): ("5", "1"),
    }  # fmt: skip
    assert said(one.parts, "QTY") == [("12:3",), ("12:2",)]


def test_what_came_back_is_not_told_as_sent(site: TestSite) -> None:
    site.stock("TEA", "A-01-01-1", 5)
    site.order("SO-1", ("TEA", 3))
    site.release("SO-1")
    site.pick_all("SO-1")
    assert site.do("pack", order="SO-1").done
    assert site.do("ship", order="SO-1").done
    first = desadv(site.store.connection, "SO-1", OWN)
    assert site.do("reverse_shipment", order="SO-1", reason="lorry came back").done
    with pytest.raises(Problem):
        desadv(site.store.connection, "SO-1", OWN)
    assert site.do("ship", order="SO-1").done
    second = told(desadv(site.store.connection, "SO-1", OWN))
    (one,) = second.messages
    assert said(one.parts, "QTY") == [("12:3",)]
    assert said(one.parts, "BGM") == [("351", "SO-1", "5")]
    assert second.reference != told(first).reference


@pytest.mark.parametrize("tell", [recadv, desadv])
def test_an_unknown_document_is_said_so(site: TestSite, tell: object) -> None:
    with pytest.raises(Problem) as unknown:
        tell(site.store.connection, "NONE", OWN)  # type: ignore[operator]
    assert unknown.value.status == 404


def test_chinese_codes_go_in_an_alphabet_that_has_them(site: TestSite) -> None:
    site.add_item("茶叶")
    site.stock("茶叶", "A-01-01-1", 5)
    site.order("SO-1", ("茶叶", 3))
    site.release("SO-1")
    site.pick_all("SO-1")
    assert site.do("pack", order="SO-1").done
    assert site.do("ship", order="SO-1").done
    text = desadv(site.store.connection, "SO-1", OWN)
    (one,) = read(text.encode()).messages
    assert said(one.parts, "PIA") == [("5", "茶叶:SA")]
