"""The walk before a picker: their own stops in the planned sequence, from where they stand."""

from tests.edge.serving import Served, Tablet

PLACES = ("A-01-01-1", "A-01-04-1", "A-01-05-2")


def release(served: Served) -> None:
    """Three lines, each at its own place."""
    items = ["TEA", "CUP", "POT"]
    served.import_csv("items", "code\n" + "\n".join(items))
    for n, (item, place) in enumerate(zip(items, PLACES, strict=True)):
        served.command(
            "adjust", f"stock-{n}", item=item, location=place, quantity=9, reason="found"
        )
    lines = [{"item": item, "quantity": 1} for item in items]
    served.command("take_order", "order", order="SO-1", customer="A", lines=lines)
    served.command("release_orders", "release", orders=["SO-1"])


def test_a_walk_leads_from_here_through_what_is_left_and_home(
    served: Served, tablet: Tablet
) -> None:
    release(served)
    assert tablet.call("GET", "/api/v1/work/pick/walk").json()["stops"] == []
    tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10})
    walk = tablet.call("GET", "/api/v1/work/pick/walk").json()
    assert {stop["location"] for stop in walk["stops"]} == set(PLACES)
    assert [stop["picks"] for stop in walk["stops"]] == [1, 1, 1]
    first = walk["stops"][0]
    assert walk["way"][first["end"]] == {"x_mm": first["x_mm"], "y_mm": first["y_mm"]}
    assert walk["way"][0] == walk["way"][-1]
    assert walk["metres"] > 0
    there = tablet.call("GET", f"/api/v1/work/pick/walk?here={first['location']}").json()
    assert there["way"][0] == {"x_mm": first["x_mm"], "y_mm": first["y_mm"]}
    assert there["metres"] < walk["metres"]


def test_nobody_elses_walk_is_shown(served: Served, tablet: Tablet) -> None:
    release(served)
    tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10})
    assert served.get("/api/v1/work/pick/walk").json()["stops"] == []


def test_the_floor_is_where_goods_may_lie_and_its_aisles(served: Served) -> None:
    floor = served.get("/api/v1/work/pick/floor").json()
    assert len(floor["spots"]) == 5
    assert len(floor["lines"]) >= 1
