"""Who may write what where: the table of roles, scopes and tables, and the traps in values."""

import pytest

from models.warehouse.catalogue import (
    ANSWERED,
    ASN,
    BARCODE,
    CATALOGUE,
    DN,
    FORECAST_MODEL,
    ITEM,
    LOCATION,
    MODEL_PART,
    MODEL_STANDING,
    MOVEMENT,
    ORDERED,
    PERSON,
    PROMISE,
    TRANSFER,
    WAREHOUSE,
)
from models.warehouse.ids import COUNTER_BITS
from models.warehouse.policy import EDGE, HUB, WarehousePolicy, rules_of
from sync.core.builtin import BUILTIN, VERDICT
from sync.core.catalogue import Table, Value
from sync.core.judge import Origin
from sync.core.record import Op, OpKind, kind_with

NUMBER, OTHER = 7, 8
OWN, FOREIGN = NUMBER << COUNTER_BITS | 1, OTHER << COUNTER_BITS | 1
COMPANY_ID, SITE_ID = 11, 22


def refuses(op: Op, role: str = EDGE, scope: str = f"w{SITE_ID}") -> str:
    return WarehousePolicy().refuses(Origin(1, 1, scope, NUMBER, role), op)


def put(table: Table, pk: int | str = OWN, **values: Value) -> Op:
    """A whole row as its maker writes it."""
    base: dict[str, Value] = {"company_id": COMPANY_ID, "warehouse_id": SITE_ID, **values}
    return Op(
        table.id,
        int(OpKind.PUT),
        pk,
        b"",
        [base.get(field.name, field.default) for field in table.fields],
    )


def edit(table: Table, pk: int, fence: int = 0, **values: Value) -> Op:
    fields = sorted(table.names.index(name) + 1 for name in values)
    return Op(
        table.id,
        kind_with(OpKind.PUT, fence),
        pk,
        bytes(fields),
        [values[table.names[field - 1]] for field in fields],
    )


def entry(table: Table, **values: Value) -> Op:
    base: dict[str, Value] = {"company_id": COMPANY_ID, "warehouse_id": SITE_ID, **values}
    return Op(
        table.id,
        int(OpKind.LEDGER),
        None,
        b"",
        [base.get(field.name, field.default) for field in table.fields],
    )


def movement(**values: Value) -> Op:
    base: dict[str, Value] = {
        "owner_id": 1, "item_id": 2, "quantity": 3, "from_location": 4, "to_location": 5,
        "at_ms": 6, "kind": "move",
    }  # fmt: skip
    return entry(MOVEMENT, **{**base, **values})


def test_the_table_of_roles_scopes_and_tables() -> None:
    tables = (*CATALOGUE.tables, *BUILTIN)
    names: dict[int, str] = {table.id: table.name for table in tables}
    found = {
        (role, scope): sorted(names[table] for table in rules_of(role, scope))
        for role in (EDGE, HUB)
        for scope in ("c11", "w22")
    }
    master = [
        "asset", "barcode", "carrier", "company", "custom_field", "custom_value", "driver", "item",
        "item_pack", "kit_part", "owner", "partner", "promise",
    ]  # fmt: skip
    assert found == {
        (EDGE, "c11"): [*master, "s_conflict", "s_resumed", "tariff", "warehouse"],
        (HUB, "c11"): sorted([
            *master, "forecast_model", "model_part", "s_conflict", "s_resumed", "s_stable",
            "s_verdict", "tariff", "turned_away", "warehouse",
        ]),
        (EDGE, "w22"): [
            "asn", "asn_line", "attachment", "audit_seal", "carton_type", "count", "count_line",
            "dn", "dn_line", "document_value", "exception", "fleet_view", "fleet_word",
            "handling_unit", "kit_order", "location", "lot", "model_standing",
            "moved_account", "moved_row", "movement", "outlook", "person", "promise", "proposal",
            "release_channel", "reservation", "robot_view", "rule", "s_conflict", "s_resumed",
            "shipment",
            "site_address", "site_answer", "task", "transfer", "transfer_line",
        ],
        (HUB, "w22"): [
            "carton_type", "location", "person", "release_channel", "rule", "s_conflict",
            "s_resumed", "s_stable", "s_verdict", "site_address", "site_command",
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "scope", ["", "x1", "w", "w-1", "c1x", "n5", "w1|c1", "p22-23", "w" + "9" * 20]
)
@pytest.mark.parametrize("role", [EDGE, HUB, "portal"])
def test_other_scopes_are_nobodys(scope: str, role: str) -> None:
    assert refuses(put(ITEM), role, scope) == "foreign_scope"


@pytest.mark.parametrize(
    ("code", "op", "role", "scope"),
    [
        ("", put(ITEM), EDGE, "c11"),
        ("", edit(ITEM, FOREIGN, description="x"), EDGE, "c11"),
        ("foreign_company", put(ITEM, company_id=12), EDGE, "c11"),
        ("foreign_company", edit(ITEM, OWN, company_id=12), EDGE, "c11"),
        ("foreign_company", put(ITEM, company_id=None), EDGE, "c11"),
        ("", put(FORECAST_MODEL, "a1b2"), HUB, "c11"),
        ("foreign_company", put(FORECAST_MODEL, "a1b2", company_id=12), HUB, "c11"),
        ("table_not_allowed", put(FORECAST_MODEL, "a1b2"), EDGE, "c11"),
        ("table_not_allowed", put(MODEL_PART, "a1b2:0", body=b"x"), EDGE, "c11"),
        ("value_type", put(MODEL_PART, "a1b2:0", body="x"), HUB, "c11"),
        ("", put(MODEL_STANDING), EDGE, "w22"),
        ("foreign_id", put(MODEL_STANDING, FOREIGN), EDGE, "w22"),
        ("table_not_allowed", put(MODEL_STANDING), HUB, "w22"),
        ("", put(WAREHOUSE), EDGE, "c11"),
        ("foreign_id", edit(WAREHOUSE, FOREIGN, name="x"), EDGE, "c11"),
        ("", edit(WAREHOUSE, FOREIGN, name="x"), HUB, "c11"),
        ("", put(LOCATION), EDGE, "w22"),
        ("foreign_id", edit(LOCATION, FOREIGN, zone="x"), EDGE, "w22"),
        ("", edit(LOCATION, FOREIGN, zone="x"), HUB, "w22"),
        ("fixed_field", edit(LOCATION, OWN, kind="virtual"), EDGE, "w22"),
        ("fixed_field", edit(LOCATION, OWN, kind="dock"), EDGE, "w22"),
        ("", edit(LOCATION, OWN, kind="handover"), EDGE, "w22"),
        ("", edit(LOCATION, OWN, property="hold"), EDGE, "w22"),
        ("", edit(LOCATION, FOREIGN, status="blocked"), HUB, "w22"),
        ("fixed_field", edit(LOCATION, FOREIGN, kind="handover"), HUB, "w22"),
        ("fixed_field", edit(LOCATION, FOREIGN, kind="storage"), HUB, "w22"),
        ("fixed_field", edit(LOCATION, FOREIGN, zone="x", property="hold"), HUB, "w22"),
        ("", put(LOCATION, kind="storage"), HUB, "w22"),
        ("foreign_id", put(LOCATION, FOREIGN, kind="storage"), HUB, "w22"),
        ("table_not_allowed", put(PERSON), EDGE, "c11"),
        ("foreign_warehouse", put(PERSON, warehouse_id=23), EDGE, "w22"),
        ("", put(DN), EDGE, "w22"),
        ("foreign_id", put(DN, FOREIGN), EDGE, "w22"),
        ("foreign_id", edit(DN, FOREIGN, reason="x"), EDGE, "w22"),
        ("", edit(DN, FOREIGN, fence=1, reason="x"), EDGE, "w22"),
        ("foreign_warehouse", put(ASN, warehouse_id=23), EDGE, "w22"),
        ("table_not_allowed", put(DN), HUB, "w22"),
        ("", movement(), EDGE, "w22"),
        ("table_not_allowed", movement(), HUB, "w22"),
        ("foreign_warehouse", movement(warehouse_id=23), EDGE, "w22"),
        ("movement_quantity", movement(quantity=0), EDGE, "w22"),
        ("movement_quantity", movement(quantity=10**12 + 1), EDGE, "w22"),
        ("", movement(quantity=10**12), EDGE, "w22"),
        ("movement_time", movement(at_ms=-1), EDGE, "w22"),
        ("incomplete", movement(to_location=None), EDGE, "w22"),
        ("value_type", movement(item_id="tea"), EDGE, "w22"),
        ("value_type", movement(quantity=1.0), EDGE, "w22"),
        ("value_type", put(ITEM, "text"), EDGE, "c11"),
        ("value_range", put(ITEM, 0), EDGE, "c11"),
        ("", entry(ORDERED), HUB, "w22"),
        ("table_not_allowed", entry(ORDERED), EDGE, "w22"),
        ("", entry(ANSWERED), EDGE, "w22"),
        ("table_not_allowed", entry(ANSWERED), HUB, "w22"),
        ("table_not_allowed", entry(VERDICT), EDGE, "w22"),
        ("", entry(VERDICT), HUB, "w22"),
        ("", put(TRANSFER, from_warehouse_id=22, to_warehouse_id=23), EDGE, "w22"),
        ("foreign_warehouse", put(TRANSFER, warehouse_id=23), EDGE, "w22"),
        ("table_not_allowed", put(TRANSFER), HUB, "w22"),
        ("", Op(BARCODE.id, int(OpKind.ADD), "4006", b"", ["item:1"]), EDGE, "c11"),
        ("table_not_allowed", Op(BARCODE.id, int(OpKind.ADD), "1", b"", ["x:1"]), EDGE, "c11"),
        ("", Op(BARCODE.id, int(OpKind.ADD), "1", b"", [f"location:{OWN}"]), EDGE, "c11"),
        ("", Op(BARCODE.id, int(OpKind.ADD), "1", b"", [f"dn:{OWN}"]), EDGE, "c11"),
        (
            "table_not_allowed",
            Op(BARCODE.id, int(OpKind.ADD), "1", b"", [f"location:{FOREIGN}"]),
            EDGE,
            "c11",
        ),
        ("table_not_allowed", Op(BARCODE.id, int(OpKind.ADD), "1", b"", ["asn:"]), EDGE, "c11"),
        ("table_not_allowed", Op(BARCODE.id, int(OpKind.ADD), "1", b"", ["asn:²"]), EDGE, "c11"),
        (
            "table_not_allowed",
            Op(BARCODE.id, int(OpKind.ADD), "1", b"", [f"location:{'9' * 5_000}"]),
            EDGE,
            "c11",
        ),
        ("", Op(PROMISE.id, int(OpKind.GRANT), "22:5", b"", [NUMBER, 9]), EDGE, "w22"),
        (
            "foreign_warehouse",
            Op(PROMISE.id, int(OpKind.GRANT), "23:5", b"", [NUMBER, 9]),
            EDGE,
            "w22",
        ),
        ("rights_opened", Op(PROMISE.id, int(OpKind.GRANT), "22:5", b"", [NUMBER, 9]), EDGE, "c11"),
        ("", Op(PROMISE.id, int(OpKind.GRANT), "22:5", b"", [OTHER, 9]), EDGE, "c11"),
        ("", Op(59_999, 99, None, b"", []), EDGE, "w22"),
    ],
)
def test_single_operations(code: str, op: Op, role: str, scope: str) -> None:
    assert refuses(op, role, scope) == code


def test_the_answer_does_not_depend_on_what_was_asked_before() -> None:
    policy = WarehousePolicy()
    origin = Origin(1, 1, "w22", NUMBER, EDGE)
    good, bad = movement(), movement(item_id="tea")
    asked = [policy.refuses(origin, op) for op in (good, bad, good, bad, good)]
    assert asked == ["", "value_type", "", "value_type", ""]
