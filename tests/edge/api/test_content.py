"""A unit looked up over HTTP shows what lies in it, at any depth."""

from tests.edge.serving import Served


def test_a_pallet_shows_its_cartons_and_all_their_goods(served: Served) -> None:
    served.import_csv("items", "code\nTEA\nMUG\n")
    for number, (item, unit, into) in enumerate((("TEA", "C1", "C2"), ("MUG", "C2", "PAL"))):
        stock = {"item": item, "location": "A-01-01-1", "quantity": 3, "unit": unit}
        served.post(
            "/api/v1/commands",
            {"type": "adjust", "command_id": f"stock-{number}0", "reason": "start", **stock},
        )
        answer = served.post(
            "/api/v1/commands",
            {"type": "nest_unit", "command_id": f"nest-{number}00", "unit": unit, "into": into},
        ).json()
        assert answer["outcome"] in ("unit_done", "wrong_unit")
    served.post(
        "/api/v1/commands",
        {"type": "nest_unit", "command_id": "nest-again", "unit": "C1", "into": "C2"},
    )
    found = served.get("/api/v1/lookup/PAL").json()
    assert [(each["unit"], each["into"]) for each in found["inside"]] == [
        ("C2", "PAL"), ("C1", "C2"),
    ]  # fmt: skip
    assert [(row["item"], row["unit"], row["on_hand"]) for row in found["stock"]] == [
        ("MUG", "C2", 3), ("TEA", "C1", 3),
    ]  # fmt: skip
    inner = served.get("/api/v1/lookup/C1").json()
    assert (inner["unit"]["into"], inner["inside"]) == ("C2", [])
