"""Files become orders and deliveries: all of a file or nothing, once however often it comes."""

import httpx
import pytest

from tests.edge.edi.samples import DESPATCH, GLN, ORDER, interchange, message
from tests.edge.edi.test_documents import CARTON, NESTED, PALLET
from tests.edge.serving import Served

ITEMS = "code,description,barcode\nTEA,Tea,0765432109874\nMUG,Mug,\nMILK,Milk,\n"


@pytest.fixture
def site(served: Served) -> Served:
    """Three items; tea also in boxes of twelve."""
    served.import_csv("items", ITEMS)
    served.command("set_pack", "box", item="TEA", pack="Box", quantity=12, gtin="10765432109871")
    return served


def send(site: Served, text: str, query: str = "") -> httpx.Response:
    return site.client.post(
        f"/api/v1/edi{query}", content=text.encode("latin-1"), headers=site.key()
    )


def load(site: Served, text: str, query: str = "") -> dict[str, object]:
    answer = send(site, text, query)
    assert answer.status_code == 200, answer.text
    report: dict[str, object] = answer.json()
    return report


def orders(site: Served) -> list[tuple[str, int, int]]:
    items = site.get("/api/v1/orders").json()["items"]
    return [(each["order"], each["lines"], each["units"]) for each in items]


def test_an_order_is_taken_once(site: Served) -> None:
    text = interchange(message("ORDERS", *ORDER))
    assert load(site, text) == {
        "state": "loaded",
        "sender": GLN,
        "interchange": "IC1",
        "messages": [{"reference": "M1", "kind": "ORDERS", "number": "PO-4711", "state": "loaded"}],
        "faults": [],
    }
    assert orders(site) == [("PO-4711", 2, 51)]
    order = site.get("/api/v1/orders/PO-4711").json()
    assert (order["customer"], order["due_at"]) == (GLN, "2026-12-01T23:59:59.000+00:00")
    again = load(site, text)["messages"]
    assert again == [{"reference": "M1", "kind": "ORDERS", "number": "PO-4711", "state": "known"}]
    assert orders(site) == [("PO-4711", 2, 51)]


def test_the_same_order_in_another_interchange_changes_nothing(site: Served) -> None:
    load(site, interchange(message("ORDERS", *ORDER)))
    report = load(site, interchange(message("ORDERS", *ORDER), reference="IC2"))
    assert [each["state"] for each in report["messages"]] == ["known"]  # type: ignore[attr-defined]
    assert orders(site) == [("PO-4711", 2, 51)]


def test_another_text_under_a_known_reference_is_refused(site: Served) -> None:
    load(site, interchange(message("ORDERS", *ORDER)))
    other = interchange(message("ORDERS", *ORDER)).replace("21:48", "21:49")
    answer = send(site, other)
    assert (answer.status_code, answer.json()["code"]) == (409, "command_id_reused")


def test_a_known_number_with_other_lines_is_refused(site: Served) -> None:
    load(site, interchange(message("ORDERS", *ORDER)))
    other = interchange(message("ORDERS", *ORDER), reference="IC2").replace("21:48", "21:49")
    report = load(site, other)
    assert report["state"] == "refused"
    assert [each["code"] for each in report["faults"]] == ["refused"]  # type: ignore[attr-defined]


def test_a_gtin_of_a_box_counts_what_is_in_it(site: Served) -> None:
    text = interchange(message("ORDERS", *ORDER)).replace("0765432109874", "10765432109871")
    load(site, text)
    assert orders(site) == [("PO-4711", 2, 48 * 12 + 3)]


def test_a_despatch_advice_announces_a_delivery_with_its_units(site: Served) -> None:
    assert load(site, interchange(message("DESADV", *DESPATCH)))["state"] == "loaded"
    asn = site.get("/api/v1/asns/DEL-9").json()
    assert (asn["supplier"], asn["expected_on"], asn["state"]) == (
        "TEAHOUSE", "2026-12-01", "announced",
    )  # fmt: skip
    assert [(each["item"], each["expected"]) for each in asn["lines"]] == [("TEA", 40), ("MUG", 6)]


def test_units_lie_in_each_other_as_announced(site: Served) -> None:
    assert load(site, interchange(message("DESADV", *NESTED)))["state"] == "loaded"
    connection = site.edge.writer.recorder.store.connection
    rows = connection.execute(
        "SELECT u.code, o.code FROM handling_unit u LEFT JOIN handling_unit o ON o.id=u.parent_id"
        " WHERE u.code IN (?, ?) ORDER BY u.code", (PALLET, CARTON)
    ).fetchall()  # fmt: skip
    assert rows == [(PALLET, None), (CARTON, PALLET)]


def test_one_bad_line_keeps_the_whole_file_out(site: Served) -> None:
    bad = [each.replace("MUG", "CUP") for each in ORDER]
    bad[0] = "BGM+220+PO-2+9"
    text = interchange(message("ORDERS", *ORDER), message("ORDERS", *bad, reference="M2"))
    report = load(site, text)
    assert report["state"] == "refused"
    assert report["faults"] == [
        {
            "message": "M2",
            "segment": 32,
            "tag": "LIN",
            "code": "unknown_item",
            "detail": "none of CUP is known here",
        }
    ]
    assert orders(site) == []


def test_two_messages_of_one_number_are_refused(site: Served) -> None:
    text = interchange(message("ORDERS", *ORDER), message("ORDERS", *ORDER, reference="M2"))
    report = load(site, text)
    assert [each["code"] for each in report["faults"]] == ["number_twice"]  # type: ignore[attr-defined]
    assert orders(site) == []


def test_a_duplicate_of_what_never_came_is_refused(site: Served) -> None:
    text = interchange(message("ORDERS", *ORDER)).replace("PO-4711+9", "PO-4711+7")
    report = load(site, text)
    assert [each["code"] for each in report["faults"]] == ["not_original"]  # type: ignore[attr-defined]
    load(site, interchange(message("ORDERS", *ORDER)))
    again = load(site, text.replace("IC1", "IC3"))
    assert [each["state"] for each in again["messages"]] == ["known"]  # type: ignore[attr-defined]


def test_a_dry_run_loads_nothing(site: Served) -> None:
    text = interchange(message("ORDERS", *ORDER))
    assert load(site, text, "?dry_run=true")["state"] == "checked"
    assert orders(site) == []


def test_a_partner_is_known_by_its_location_number(site: Served) -> None:
    connection = site.edge.opened.store.connection
    load(site, interchange(message("ORDERS", *ORDER)))
    connection.execute("UPDATE partner SET code='TEASHOP', gln=? WHERE code=?", (GLN, GLN))
    second = interchange(message("ORDERS", *ORDER), reference="IC2").replace("PO-4711", "PO-4712")
    load(site, second)
    assert site.get("/api/v1/orders/PO-4712").json()["customer"] == "TEASHOP"


@pytest.mark.parametrize("text", ["", "hello", interchange()[:-5]])
def test_a_file_that_is_none_is_refused_with_a_reason(site: Served, text: str) -> None:
    answer = send(site, text)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_nobody_sends_a_file_without_a_key(site: Served) -> None:
    assert site.client.post("/api/v1/edi", content=b"UNA").status_code == 401
