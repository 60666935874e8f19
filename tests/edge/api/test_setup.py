"""How a site is set up, as its managers read it and change it by command."""

from collections.abc import Callable

from edge.api.views.setup import cartons_page, channels_page, rules_page
from tests.edge.serving import Served


def test_rules_are_told_by_kind_in_the_sequence_they_are_asked(
    serve: Callable[..., Served],
) -> None:
    served = serve()
    later = {"kind": "putaway", "strategy": "empty", "zone": "B"}
    sooner = {"kind": "putaway", "strategy": "any", "zone": "PICK"}
    sort = {"kind": "removal", "sort": ["partial_first", "fefo"]}
    first = served.command("set_rule", "later", says=later)["data"]["rule"]
    second = served.command(
        "set_rule", "sooner", says=sooner, when={"class_abc": "A"}, priority=10
    )["data"]["rule"]
    third = served.command("set_rule", "sort", says=sort, priority=1)["data"]["rule"]
    served.command("set_rule", "gone", says={"kind": "count", "after_picks": 5})
    told = served.get("/api/v1/rules").json()
    gone = told["items"].pop()["rule"]
    assert told == {
        "items": [
            {"rule": second, "kind": "putaway", "priority": 10, "when": {"class_abc": "A"},
             "says": sooner},
            {"rule": first, "kind": "putaway", "priority": 100, "when": {}, "says": later},
            {"rule": third, "kind": "removal", "priority": 1, "when": {}, "says": sort},
        ],
        "over_receipt_percent": 0,
        "cart_slots": 6,
        "as_of": told["as_of"],
    }  # fmt: skip
    served.command("set_rule", "moved", rule=first, says=later, priority=5)
    served.command("drop_rule", "drop", rule=gone)
    assert [row["rule"] for row in served.get("/api/v1/rules").json()["items"]] == [
        first, second, third,
    ]  # fmt: skip


def test_a_channel_tells_what_waits_in_it_and_what_is_in_progress(
    serve: Callable[..., Served],
) -> None:
    served = serve()
    served.import_csv("items", "code\nTEA\n")
    served.import_csv("opening_stock", "location,item,quantity\nA-01-01-1,TEA,5\n")
    served.command("set_channel", "rest", channel="REST", sequence=20, state="locked")
    served.command(
        "set_channel", "fast", channel="FAST", orders={"priority_min": 5}, sequence=10,
        cut_off="15:30", process_minutes=60, wip_max=40, waves=["08:00", "12:00"],
    )  # fmt: skip
    for number, priority in (("O-1", 9), ("O-2", 5), ("O-3", 5), ("O-4", 0)):
        line = {"item": "TEA", "quantity": 1}
        served.command("take_order", f"take-{number}", order=number, customer="ANN",
                       lines=[line], priority=priority)  # fmt: skip
    served.command("release_orders", "release", orders=["O-1"])
    assert served.get("/api/v1/channels").json()["items"] == [
        {"channel": "FAST", "orders": {"priority_min": 5}, "sequence": 10, "cut_off": "15:30",
         "process_minutes": 60, "wip_max": 40, "waves": ["08:00", "12:00"], "state": "open",
         "in_progress": 1, "waiting": 2},
        {"channel": "REST", "orders": {}, "sequence": 20, "cut_off": None, "process_minutes": 0,
         "wip_max": None, "waves": [], "state": "locked", "in_progress": 0, "waiting": 1},
    ]  # fmt: skip
    served.command("drop_channel", "drop", channel="FAST")
    assert [row["channel"] for row in served.get("/api/v1/channels").json()["items"]] == ["REST"]


def test_cartons_are_told_until_they_are_dropped(serve: Callable[..., Served]) -> None:
    served = serve()
    size = {"length_mm": 400, "width_mm": 300, "height_mm": 200}
    served.command("set_carton", "large", carton="L", **size, weight_g_max=20_000, tare_g=450)
    served.command("set_carton", "small", carton="A5", length_mm=200, width_mm=150, height_mm=50)
    assert served.get("/api/v1/cartons").json()["items"] == [
        {"carton": "A5", "length_mm": 200, "width_mm": 150, "height_mm": 50, "weight_g_max": None,
         "tare_g": 0},
        {"carton": "L", **size, "weight_g_max": 20_000, "tare_g": 450},
    ]  # fmt: skip
    served.command("drop_carton", "drop", carton="A5")
    assert [row["carton"] for row in served.get("/api/v1/cartons").json()["items"]] == ["L"]


def test_what_is_told_is_read_where_nothing_can_be_written(serve: Callable[..., Served]) -> None:
    opened = serve().edge.opened
    connection = opened.store.read_connection()
    assert connection.readonly("main")
    for page in (rules_page, channels_page, cartons_page):
        assert page(connection, opened.site, 0).items == []
    connection.close()
