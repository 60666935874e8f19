"""Released picks are put into the sequence of the shortest walk, without anybody asking."""

from collections.abc import Callable

import apsw

from edge.batching import Batching
from edge.floor.draft import SiteSettings
from edge.routing import Routing
from edge.store.recorder import Recorder
from tests.edge.serving import Served

AISLE = (
    "location,kind,zone,x_mm,y_mm,sequence\n"
    "B-1,storage,B,3600,1000,100\n"
    "B-3,storage,B,3600,3000,101\n"
    "B-5,storage,B,3600,5000,102\n"
)
PLACES = {"CUP": "A-01-05-1", "TEA": "A-01-01-1", "POT": "B-1", "PAN": "B-5"}
SHORTEST = ["A-01-01-1", "A-01-05-1", "B-5", "B-1"]


def a_site(serve: Callable[..., Served]) -> tuple[Served, Routing]:
    served = serve()
    assert served.import_csv("locations", AISLE).status_code < 300
    assert served.import_csv("items", "code\n" + "\n".join(PLACES)).status_code < 300
    for item, location in PLACES.items():
        served.command(
            "adjust", f"stock-{item}", item=item, location=location, quantity=50, reason="found"
        )
    numbers = iter(range(100))
    return served, Routing(served.edge.services, lambda: f"routing-{next(numbers):04}")


def look(served: Served, routing: Routing) -> None:
    with served.client.portal() as portal:
        portal.call(routing.look)


def order(served: Served, number: str, *items: str) -> None:
    lines = [{"item": item, "quantity": 1} for item in items]
    served.command("take_order", number + "-take", order=number, customer="C", lines=lines)
    served.command("release_orders", number + "-release", orders=[number])


def picks(served: Served, number: str) -> list[str]:
    """Where an order is picked, in sequence."""

    def read(connection: apsw.Connection) -> list[str]:
        rows = connection.execute(
            "SELECT l.code FROM task t JOIN dn d ON d.id=t.document_id"
            " JOIN location l ON l.id=t.from_location WHERE d.number=? ORDER BY t.sequence, t.id",
            (number,),
        ).fetchall()
        return [str(row[0]) for row in rows]

    with served.client.portal() as portal:
        return portal.call(served.edge.services.readers.run, read)


def test_an_order_is_walked_the_shortest_way(serve: Callable[..., Served]) -> None:
    served, routing = a_site(serve)
    order(served, "O-1", *PLACES)
    assert picks(served, "O-1") not in (SHORTEST, SHORTEST[::-1])

    look(served, routing)

    assert picks(served, "O-1") in (SHORTEST, SHORTEST[::-1])


def test_what_is_planned_is_left_alone(serve: Callable[..., Served]) -> None:
    served, routing = a_site(serve)
    order(served, "O-1", *PLACES)
    look(served, routing)
    before = served.edge.writer.commands
    order(served, "O-2", "TEA")

    look(served, routing)

    assert served.edge.writer.commands == before + 2  # the order taken and released, and no more


def test_a_pick_in_an_aisle_that_is_closed_leaves_the_order_as_it_is(
    serve: Callable[..., Served],
) -> None:
    served, routing = a_site(serve)
    order(served, "O-1", *PLACES)
    before = picks(served, "O-1")
    for code in ("B-1", "B-3", "B-5"):
        served.command("edit_location", code, location=code, fields={"status": "blocked"})

    look(served, routing)

    assert picks(served, "O-1") == before


def test_orders_on_one_walk_are_kept_as_mates_till_new_ones_come(
    serve: Callable[..., Served],
) -> None:
    served, _ = a_site(serve)
    batching = Batching(served.edge.services, SiteSettings(cart_slots=2))
    for number, item in (("W-1", "TEA"), ("E-1", "PAN"), ("W-2", "TEA"), ("E-2", "PAN")):
        order(served, number, item)

    with served.client.portal() as portal:
        portal.call(batching.look)
        first = mates(served)
        portal.call(batching.look)

    assert first == mates(served) == [["E-1", "E-2"], ["W-1", "W-2"]]


def mates(served: Served) -> list[list[str]]:
    """Orders by batch."""

    def read(connection: apsw.Connection) -> list[list[str]]:
        rows = connection.execute(
            "SELECT group_concat(number) FROM (SELECT w.batch, d.number FROM walk_mate w"
            " JOIN dn d ON d.id=w.dn_id ORDER BY d.number) GROUP BY batch"
        ).fetchall()
        return sorted(str(row[0]).split(",") for row in rows)

    with served.client.portal() as portal:
        return portal.call(served.edge.services.readers.run, read)


def test_a_packing_place_that_no_way_leads_to_leaves_the_order_as_it_is(
    serve: Callable[..., Served],
) -> None:
    """As where a site moved in without coordinates, or with some of them."""
    served, routing = a_site(serve)
    order(served, "O-1", *PLACES)
    before = picks(served, "O-1")
    with served.client.portal() as portal:
        portal.call(served.edge.writer.transact, put_packing_out_of_the_way)

    look(served, routing)

    assert picks(served, "O-1") == before


def put_packing_out_of_the_way(recorder: Recorder) -> None:
    recorder.store.connection.execute(
        "UPDATE location SET x_mm=90000, y_mm=3000 WHERE kind='packing'"
    )
