"""A retry gets its first reply for as long as the site promises, and the replies do not pile up."""

from collections.abc import Callable

from edge.housekeeping import Housekeeping
from edge.opening import DATABASE
from tests.edge.serving import Clock, Served

DAY_S = 86_400
TAKE = {
    "type": "take_order", "command_id": "order-0001", "order": "SO-1", "customer": "A",
    "lines": [{"item": "TEA", "quantity": 1}],
}  # fmt: skip


def keep_house(served: Served) -> None:
    """What the edge does by itself every few seconds."""
    edge = served.edge
    keeping = Housekeeping(edge.services, edge.opened.store, None, edge.opened.folder / DATABASE)
    with served.client.portal() as portal:
        portal.call(keeping.prune)


def test_a_retry_is_answered_alike_until_its_time_is_over(
    serve: Callable[..., Served], clock: Clock
) -> None:
    served = serve(**{"store.replies_kept_days": 2})
    assert served.import_csv("items", "code\nTEA\n").status_code < 300
    first = served.post("/api/v1/commands", TAKE).json()
    assert first["level"] == "ok"

    clock.forward(2 * DAY_S)
    keep_house(served)
    assert served.post("/api/v1/commands", TAKE).json() == {**first, "replayed": True}

    clock.forward(0.001)
    keep_house(served)
    again = served.post("/api/v1/commands", TAKE).json()
    assert (again["replayed"], again["outcome"]) == (False, "already_done")
