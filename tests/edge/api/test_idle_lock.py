"""A tablet left lying is no way in: after a while the PIN is needed again, and nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from edge.housekeeping import Housekeeping
from edge.opening import DATABASE
from tests.edge.serving import Clock, Served, Tablet

LOCK_S = 180
SCAN = {
    "type": "move", "command_id": "scanned-0001", "item": "TEA", "unit": None, "lot": None,
    "from_location": "A-01", "to_location": "A-02", "quantity": 1,
}  # fmt: skip


@pytest.fixture
def left(tablet: Tablet, clock: Clock) -> Tablet:
    """A tablet nobody has touched until its time was over."""
    clock.forward(LOCK_S)
    return tablet


def code_of(answer: Any) -> tuple[int, str]:  # noqa: ANN401
    return answer.status_code, answer.json().get("code", "")


def session_of(tablet: Tablet) -> tuple[str, bool]:
    told = tablet.call("GET", "/api/v1/session").json()
    return told["person"]["name"], told["locked"]


def keep_house(served: Served) -> None:
    edge = served.edge
    keeping = Housekeeping(edge.services, edge.opened.store, None, edge.opened.folder / DATABASE)
    with served.client.portal() as portal:
        portal.call(keeping.keep_locked)


def test_a_scan_of_a_locked_session_waits_for_the_pin_and_goes_out_then(left: Tablet) -> None:
    assert session_of(left) == ("Mia", True)
    assert code_of(left.call("POST", "/api/v1/commands", SCAN)) == (401, "locked")
    assert code_of(left.call("GET", "/api/v1/work")) == (401, "locked")
    pin = left.served.made.pin
    opened = left.call("POST", "/api/v1/session/unlock", {"pin": pin})
    assert (opened.status_code, opened.json()["locked"]) == (200, False)
    assert left.call("POST", "/api/v1/commands", SCAN).status_code == 200


def test_a_session_in_use_is_not_locked_and_the_page_alone_does_not_use_it(
    tablet: Tablet, clock: Clock
) -> None:
    plain = {"x-holdfast": ""}
    clock.forward(LOCK_S - 1)
    assert tablet.call("POST", "/api/v1/commands", SCAN).status_code == 200
    clock.forward(LOCK_S - 1)
    assert tablet.call("GET", "/api/v1/work", None, **plain).status_code == 200
    clock.forward(1)
    assert code_of(tablet.call("GET", "/api/v1/work", None, **plain)) == (401, "locked")


def test_a_wrong_pin_opens_nothing_and_counts(left: Tablet) -> None:
    wrong = {"pin": "0" * 12}
    for _ in range(5):
        answer = left.call("POST", "/api/v1/session/unlock", wrong)
        assert code_of(answer) == (401, "login_refused")
    right = {"pin": left.served.made.pin}
    assert code_of(left.call("POST", "/api/v1/session/unlock", right)) == (429, "locked_out")
    assert session_of(left)[1]


def test_a_new_start_opens_no_locked_session(
    left: Tablet, clock: Clock, template: tuple[Any, Any]
) -> None:
    served = left.served
    keep_house(served)
    served.__exit__()
    with Served(template, served.folder, clock) as again:
        left.served = again
        assert session_of(left) == ("Mia", True)
        pin = again.made.pin
        assert left.call("POST", "/api/v1/session/unlock", {"pin": pin}).status_code == 200
        assert session_of(left) == ("Mia", False)


def test_programs_and_other_settings(serve: Callable[..., Served], clock: Clock) -> None:
    served = serve(**{"login.lock_idle_s": 3_600})
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in()
    clock.forward(3_599)
    assert session_of(tablet)[1] is False
    clock.forward(3_600)
    assert session_of(tablet)[1] is True
    assert served.get("/api/v1/work").status_code == 200
