"""Kit orders over HTTP: a page of them by state, and one with what it takes."""

from tests.edge.serving import Served


def kit_orders(served: Served) -> None:
    """Five sets are wanted, parts are there for three: the rest becomes an order of its own."""
    served.import_csv("items", "code,description\nSET,Breakfast\nTEA,Tea\nMUG,Mug\n")
    served.import_csv("opening_stock", "location,item,quantity\nA-01-01-1,TEA,6\nA-01-02-1,MUG,9\n")
    served.command("set_kit_part", "part-tea", kit="SET", item="TEA", quantity=2)
    served.command("set_kit_part", "part-mug", kit="SET", item="MUG")
    served.command("make_kit_order", "make-one", order="K-1", item="SET", quantity=5)
    served.command("release_kit_order", "release", order="K-1")


def test_a_released_order_and_its_rest_are_listed_and_found_by_state(served: Served) -> None:
    kit_orders(served)
    page = served.get("/api/v1/kit-orders").json()
    first = {
        "order": "K-1", "kind": "kit", "state": "released", "item": "SET", "ordered": 5, "done": 0,
        "short": 2, "location": "PACK-1", "for_order": None, "split_of": None,
    }  # fmt: skip
    rest = {
        **first, "order": "K-1-B1", "state": "draft", "ordered": 2, "short": 0, "split_of": "K-1",
    }  # fmt: skip
    assert (page["items"], page["next_cursor"]) == ([first, rest], None)
    drafts = served.get("/api/v1/kit-orders?state=draft").json()["items"]
    assert drafts == [rest]
    begun = served.get("/api/v1/kit-orders?limit=1").json()
    following = served.get(f"/api/v1/kit-orders?limit=1&cursor={begun['next_cursor']}").json()
    assert (begun["items"], following["items"]) == ([first], [rest])
    assert following["next_cursor"] is None


def test_one_order_tells_what_a_kit_takes(served: Served) -> None:
    kit_orders(served)
    found = served.get("/api/v1/kit-orders/K-1").json()
    assert (found["description"], found["closed_at"], found["parts"]) == (
        "Breakfast",
        None,
        [
            {"item": "TEA", "description": "Tea", "quantity": 2, "uom": "each"},
            {"item": "MUG", "description": "Mug", "quantity": 1, "uom": "each"},
        ],
    )


def test_an_order_nobody_made_is_not_found(served: Served) -> None:
    assert served.get("/api/v1/kit-orders/K-9").status_code == 404
