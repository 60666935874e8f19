"""Guessing a PIN gets nowhere, and whoever is put out is out at once."""

import asyncio
from collections.abc import Callable

import pytest

from edge.api.pins import REFUSED, check_pin, trying
from node.http.problems import Problem
from tests.edge.serving import Clock, Served, Tablet

TRIES = 10_000
HOUR_S = 3_600
EVALUATED_MAX = 40


@pytest.mark.parametrize("badges", [1, 200], ids=["one badge", "many badges"])
def test_of_ten_thousand_guesses_in_an_hour_at_most_forty_are_evaluated(
    served: Served, clock: Clock, monkeypatch: pytest.MonkeyPatch, badges: int
) -> None:
    tablet = Tablet(served)
    tablet.enrol()
    at = served.edge.services
    device = at.accounts.all_devices()[0]
    evaluated = 0

    async def matches(*_: object) -> bool:
        nonlocal evaluated
        evaluated += 1
        return False

    async def kept(*_: object) -> None: ...

    monkeypatch.setattr(at.passwords, "matches", matches)
    monkeypatch.setattr(at, "keep", kept)

    async def guess() -> None:
        for count in range(TRIES):
            badge = f"badge {count % badges}"
            with pytest.raises(Problem) as refused:
                async with trying(at, badge, device):
                    await check_pin(at, None, f"{count:04}")
            assert refused.value.code in (REFUSED, "locked_out")
            clock.now_ms += HOUR_S * 1_000 // TRIES

    asyncio.run(guess())
    assert 5 <= evaluated <= EVALUATED_MAX


def test_guesses_at_once_cannot_pass_the_limit_together(served: Served) -> None:
    tablet = Tablet(served)
    tablet.enrol()
    at = served.edge.services
    device = at.accounts.all_devices()[0]
    evaluated = 0

    async def guess() -> None:
        nonlocal evaluated
        async with trying(at, "badge", device):
            evaluated += 1
            await asyncio.sleep(0)

    async def all_at_once() -> None:
        await asyncio.gather(*(guess() for _ in range(100)), return_exceptions=True)

    asyncio.run(all_at_once())
    assert evaluated == 5


def statuses(tablet: Tablet) -> tuple[int, str]:
    answer = tablet.call("GET", "/api/v1/work")
    return answer.status_code, answer.json().get("code", "")


def test_a_revoked_device_is_out_with_whoever_is_logged_in_there(
    serve: Callable[..., Served],
) -> None:
    served = serve()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in()
    listed = served.get("/api/v1/devices").json()["items"]
    assert [(each["name"], each["person"]) for each in listed] == [("tablet 1", "Mia")]
    assert statuses(tablet)[0] == 200
    gone = served.client.delete(f"/api/v1/devices/{listed[0]['id']}", headers=served.key())
    assert (gone.status_code, statuses(tablet)) == (204, (401, "unauthenticated"))
    served.__exit__()
    again = serve()
    tablet.served = again
    assert statuses(tablet) == (401, "unauthenticated")
    assert again.get("/api/v1/devices").json()["items"] == []


@pytest.mark.parametrize(
    "edit", [{"status": "blocked"}, {"role": "viewer"}], ids=["blocked", "another role"]
)
def test_a_person_who_is_blocked_or_changed_is_out_at_once(
    served: Served, edit: dict[str, str]
) -> None:
    made = served.post("/api/v1/people", {"name": "Bo", "role": "worker"}).json()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in(made["badge"], made["pin"])
    assert statuses(tablet)[0] == 200
    edited = served.post(f"/api/v1/people/{made['id']}", edit)
    assert (edited.status_code, statuses(tablet)) == (204, (401, "unauthenticated"))
    again = tablet.log_in(made["badge"], made["pin"])
    assert again.status_code == (401 if "status" in edit else 200)


def test_a_person_blocked_at_headquarters_is_out_with_the_next_round(served: Served) -> None:
    made = served.post("/api/v1/people", {"name": "Bo", "role": "worker"}).json()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in(made["badge"], made["pin"])
    edge = served.edge
    edge.writer.call(
        lambda recorder: recorder.store.connection.execute(
            "UPDATE person SET status='blocked' WHERE name='Bo'"
        ).fetchall()
    )
    refresh = edge._housekeeping.refresh_accounts
    asyncio.run(refresh())
    assert statuses(tablet) == (401, "unauthenticated")


def test_a_new_pin_ends_the_old_one_and_its_sessions(served: Served) -> None:
    made = served.post("/api/v1/people", {"name": "Bo", "role": "worker"}).json()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in(made["badge"], made["pin"])
    fresh = served.post(f"/api/v1/people/{made['id']}/pin", None).json()["pin"]
    assert statuses(tablet) == (401, "unauthenticated")
    assert tablet.log_in(made["badge"], fresh).status_code == 200


@pytest.mark.parametrize(
    ("role", "dialogue", "may"),
    [
        ("inbound", "receiving", True),
        ("inbound", "picking", False),
        ("outbound", "picking", True),
        ("outbound", "count", False),
        ("stock_control", "count", True),
        ("stock_control", "packing", False),
        ("worker", "kit", True),
    ],
)
def test_a_role_enters_the_dialogues_of_its_work(
    served: Served, role: str, dialogue: str, may: bool
) -> None:
    made = served.post("/api/v1/people", {"name": "Bo", "role": role}).json()
    tablet = Tablet(served)
    tablet.enrol()
    tablet.log_in(made["badge"], made["pin"])
    body = {"type": "open_dialogue", "command_id": "open-0001", "dialogue": dialogue}
    reply = tablet.call("POST", "/api/v1/commands", body).json()
    entered = reply.get("turn") is not None
    assert (reply["outcome"] != "supervisor_needed", entered) == (may, may), reply
    if not may:
        assert reply["say"]["key"] == "dialogue.not_yours"
