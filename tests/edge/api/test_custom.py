"""Custom fields over HTTP: listed, and seen where items and documents are looked at."""

from typing import Any

from tests.edge.serving import Served


def seen(served: Served, path: str) -> dict[str, Any]:
    return {each["field"]: each["value"] for each in served.get(path).json()["custom"]}


def test_values_are_seen_with_items_orders_and_deliveries(served: Served) -> None:
    served.import_csv("items", "code\nTEA\n")
    line = {"item": "TEA", "quantity": 10}
    served.command("announce_asn", "asn", asn="A1", supplier="LEAF", lines=[line])
    served.command("take_order", "order", order="O1", customer="C1", lines=[line])
    for about, field, more in (
        ("item", "price", {"kind": "decimal", "decimals": 2}),
        ("document", "seal", {"kind": "text", "required": True, "label_zh": "封条"}),
        ("document", "due", {"kind": "date"}),
    ):
        asked = {"about": about, "field": field, "label_en": field.title(), **more}
        body = {"type": "set_field", "command_id": f"define-{field}", **asked}
        assert served.post("/api/v1/commands", body).json()["outcome"] == "line_done"
    for about, number, values in (
        ("item", "TEA", {"price": "12.5"}),
        ("asn", "A1", {"seal": "S-1"}),
        ("order", "O1", {"due": "2026-12-24"}),
    ):
        body = {"type": "set_values", "command_id": f"values-{number}", "about": about}
        answer = served.post("/api/v1/commands", {**body, "number": number, "values": values})
        assert answer.json()["outcome"] == "line_done"
    assert seen(served, "/api/v1/lookup/TEA") == {"price": "12.50"}
    for path in ("/api/v1/lookup/A1", "/api/v1/asns/A1"):
        assert seen(served, path) == {"due": None, "seal": "S-1"}
    for path in ("/api/v1/lookup/O1", "/api/v1/orders/O1"):
        assert seen(served, path) == {"due": "2026-12-24", "seal": None}
    fields = served.get("/api/v1/custom-fields").json()["items"]
    assert [(field["about"], field["code"]) for field in fields] == [
        ("document", "due"), ("document", "seal"), ("item", "price"),
    ]  # fmt: skip
    (seal,) = [each for each in served.get("/api/v1/asns/A1").json()["custom"] if each["value"]]
    assert (seal["label_zh"], seal["required"], seal["kind"]) == ("封条", True, "text")


def test_a_body_that_is_no_value_is_malformed(served: Served) -> None:
    body = {"type": "set_values", "command_id": "values-1", "about": "item", "number": "TEA"}
    for values in ({"Price": 1}, {"price": 1.5}, {"price": ["x"]}, {"price": "x\0"}, [1]):
        answer = served.post("/api/v1/commands", {**body, "values": values})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
