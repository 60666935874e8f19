"""Stock that arrives goes to the orders that wait for it, by priority, due time and age."""

from collections.abc import Callable

from edge.releasing import Releasing
from tests.edge.serving import Clock, Served


def look(served: Served, releasing: Releasing) -> None:
    with served.client.portal() as portal:
        portal.call(releasing.look)


def a_site(serve: Callable[..., Served]) -> tuple[Served, Releasing]:
    served = serve()
    assert served.import_csv("items", "code\nTEA\nCUP\n").status_code < 300
    numbers = iter(range(100))
    return served, Releasing(served.edge.services, lambda: f"refill-{next(numbers):04}")


def order(served: Served, number: str, quantity: int, **fields: object) -> None:
    line = {"item": "TEA", "quantity": quantity}
    served.command(
        "take_order", number + "-take", order=number, customer="C", lines=[line], **fields
    )
    served.command("release_orders", number + "-release", orders=[number])


def stock(served: Served, name: str, quantity: int, **fields: object) -> None:
    where = {"location": "A-01-01-1", "reason": "found", **fields}
    served.command("adjust", name, item="TEA", quantity=quantity, **where)


def state(served: Served, number: str) -> str:
    return str(served.get(f"/api/v1/orders/{number}").json()["state"])


def test_waiting_orders_are_filled_in_their_turn(serve: Callable[..., Served]) -> None:
    served, releasing = a_site(serve)
    order(served, "OLD-1", 4)
    order(served, "OLD-2", 4)
    order(served, "DUE-1", 4, due_at="2026-11-23T12:00:00Z")
    order(served, "TOP-1", 4, priority=5)
    look(served, releasing)
    assert state(served, "TOP-1") == "short"
    stock(served, "stock-0001", 10)
    look(served, releasing)
    assert [state(served, each) for each in ("TOP-1", "DUE-1", "OLD-1", "OLD-2")] == [
        "allocated", "allocated", "allocated", "short",
    ]  # fmt: skip
    assert state(served, "OLD-1-B1") == "confirmed"
    stock(served, "stock-0002", 10)
    look(served, releasing)
    assert state(served, "OLD-1-B1") == state(served, "OLD-2") == "allocated"


def test_stock_that_may_not_be_given_fills_nothing(serve: Callable[..., Served]) -> None:
    served, releasing = a_site(serve)
    order(served, "OLD-1", 4)
    stock(served, "stock-0001", 10, status="hold", location="HOLD-1")
    before = served.edge.writer.commands
    look(served, releasing)
    assert (state(served, "OLD-1"), served.edge.writer.commands) == ("short", before)


def test_an_order_never_released_is_left_alone(serve: Callable[..., Served]) -> None:
    served, releasing = a_site(serve)
    line = {"item": "TEA", "quantity": 4}
    served.command("take_order", "take-0001", order="NEW-1", customer="C", lines=[line])
    stock(served, "stock-0001", 10)
    look(served, releasing)
    assert state(served, "NEW-1") == "confirmed"


def test_a_channel_releases_by_itself_as_far_as_it_has_room(serve: Callable[..., Served]) -> None:
    served, releasing = a_site(serve)
    stock(served, "stock-0001", 10)
    served.command("set_channel", "channel-1", channel="FAST", wip_max=2)
    line = {"item": "TEA", "quantity": 1}
    for number, priority in (("O-1", 0), ("O-2", 9), ("O-3", 1)):
        served.command(
            "take_order", f"take-{number}", order=number, customer="C", lines=[line],
            priority=priority,
        )  # fmt: skip
    look(served, releasing)
    assert [state(served, each) for each in ("O-1", "O-2", "O-3")] == [
        "confirmed", "allocated", "allocated",
    ]  # fmt: skip
    served.command("set_channel", "channel-2", channel="FAST", wip_max=2, state="locked")
    served.command("cancel_order", "cancel-1", order="O-2", reason="no")
    look(served, releasing)
    assert state(served, "O-1") == "confirmed"
    served.command("set_channel", "channel-3", channel="FAST", wip_max=2)
    look(served, releasing)
    assert state(served, "O-1") == "allocated"


def test_a_wave_goes_at_its_time(serve: Callable[..., Served], clock: Clock) -> None:
    served, releasing = a_site(serve)
    stock(served, "stock-0001", 10)
    served.command("set_channel", "channel-1", channel="NOON", waves=["13:00"])
    line = {"item": "TEA", "quantity": 1}
    served.command("take_order", "take-0001", order="O-1", customer="C", lines=[line])
    look(served, releasing)
    assert state(served, "O-1") == "confirmed"
    clock.forward(3600)
    look(served, releasing)
    assert state(served, "O-1") == "allocated"


def test_stock_promised_to_others_is_not_offered_again_and_again(
    serve: Callable[..., Served],
) -> None:
    served, releasing = a_site(serve)
    order(served, "OLD-1", 4)
    stock(served, "stock-0001", 4)
    line = {"item": "TEA", "quantity": 4}
    served.command("take_order", "take-0001", order="NEW-1", customer="C", lines=[line])
    look(served, releasing)
    before = served.edge.writer.commands
    look(served, releasing)
    assert (state(served, "OLD-1"), served.edge.writer.commands) == ("short", before)
    served.command("cancel_order", "cancel-01", order="NEW-1", reason="no")
    look(served, releasing)
    assert state(served, "OLD-1") == "allocated"


def test_a_pick_face_at_its_minimum_is_to_be_refilled(serve: Callable[..., Served]) -> None:
    served, releasing = a_site(serve)
    face = {"item": "TEA", "min_quantity": 2, "max_quantity": 10}
    served.command("edit_location", "face-0001", location="A-01-01-1", fields=face)
    stock(served, "stock-0001", 20, location="A-01-02-1")
    look(served, releasing)
    look(served, releasing)
    task = served.command("next_work", "next-0001", kinds=["replenish"])["data"]["task"]
    assert (task["from_location"], task["to_location"], task["left"]) == (
        "A-01-02-1", "A-01-01-1", 10,
    )  # fmt: skip
    assert served.command("next_work", "next-0002")["outcome"] == "no_work"
