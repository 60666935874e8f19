"""Robots over HTTP: the floor and the fleet, now and earlier; who stops and who starts them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from litestar.response import Stream

from edge.fleet.watching import Watching
from models.warehouse.people.roles import Role
from tests.edge.api.test_live import parts_of
from tests.edge.fleet.desk import FLOOR, PretendDesk
from tests.edge.serving import Clock, Served, Tablet

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def desk(served: Served, clock: Clock) -> PretendDesk:
    desk = PretendDesk(clock)
    served.edge.watching.desk = desk
    return desk


@pytest.fixture
def ask(served: Served) -> Ask:
    """`ask(role, path, body)`: what a program of this role is answered."""
    keys: dict[Role, str] = {}

    def post(role: Role, path: str, body: dict[str, object] | None = None) -> tuple[int, Any]:
        if role not in keys:
            made = served.post("/api/v1/keys", {"name": role.value, "role": role.value})
            keys[role] = made.json()["key"]
        headers = {**served.key(keys[role]), "content-type": "application/json"}
        content = json.dumps(body).encode() if body is not None else None
        answer = served.client.post(f"/api/v1/robots/{path}", content=content, headers=headers)
        return answer.status_code, answer.json()

    return post


def test_a_site_without_robots_says_so(served: Served, ask: Ask) -> None:
    assert served.get("/api/v1/robots/map").json()["nodes"] == []
    assert served.get("/api/v1/robots/picture").json()["robots"] == []
    assert served.get("/api/v1/robots/history?since_ms=0&until_ms=9").json()["changes"] == []
    assert served.get("/api/v1/robots/history/kept").json()["since_ms"] is None
    assert ask(Role.ADMIN, "pause")[1]["type"] == "urn:holdfast:problem:no_robots"


def test_the_floor_and_the_fleet_are_shown(served: Served, desk: PretendDesk) -> None:
    floor = served.get("/api/v1/robots/map").json()
    assert (len(floor["nodes"]), floor["version"]) == (len(FLOOR.nodes), "m1")
    shown = served.get("/api/v1/robots/picture").json()
    states = {robot["serial"]: robot["state"] for robot in shown["robots"]}
    assert states == {
        "R1": "driving", "R2": "driving", "R3": "charging", "R4": "stopped", "R5": "held",
    }  # fmt: skip


def test_everybody_on_the_floor_pauses_and_a_supervisor_resumes(
    served: Served, desk: PretendDesk, ask: Ask
) -> None:
    assert ask(Role.VIEWER, "pause")[0] == 403
    assert not desk.picture().paused
    status, seen = ask(Role.WORKER, "pause")
    assert (status, seen["paused"], seen["paused_by"]) == (200, True, "worker")
    assert ask(Role.WORKER, "resume")[0] == 403
    assert desk.picture().paused
    assert ask(Role.SUPERVISOR, "resume")[1]["paused"] is False
    acts = [row["act"] for row in served.get("/api/v1/audit").json()["items"]]
    assert acts.index("robots_resumed") < acts.index("robots_paused")


def test_a_person_is_named_as_who_paused(served: Served, desk: PretendDesk, tablet: Tablet) -> None:
    answer = tablet.call("POST", "/api/v1/robots/pause", {})
    assert answer.json()["paused_by"] == "Mia"


def test_a_stretch_is_blocked_with_a_reason_and_cleared(desk: PretendDesk, ask: Ask) -> None:
    stretch = {"segment": "N00-N10"}
    status, seen = ask(Role.WORKER, "block", {**stretch, "reason": "pallet"})
    (blocked,) = seen["blocked"]
    assert (status, blocked["segment"], blocked["reason"], blocked["by"]) == (
        200, "N00-N10", "pallet", "worker",
    )  # fmt: skip
    assert ask(Role.WORKER, "clear", stretch)[0] == 403
    assert ask(Role.SUPERVISOR, "clear", stretch)[1]["blocked"] == []
    assert ask(Role.WORKER, "block", {"segment": "nowhere"})[0] == 404
    assert ask(Role.WORKER, "block", {"segment": "N00-N10", "reason": "x" * 201})[0] == 400
    assert ask(Role.WORKER, "block", {**stretch, "for_s": 5})[0] == 400


def test_what_cannot_be_noted_is_done_all_the_same(
    served: Served, desk: PretendDesk, ask: Ask
) -> None:
    ask(Role.WORKER, "pause")
    ask(Role.SUPERVISOR, "resume")
    served.edge.services.disk_low = True
    assert ask(Role.WORKER, "pause")[0] == 200
    assert desk.picture().paused


def test_history_is_bounded_in_time_and_step(served: Served, desk: PretendDesk) -> None:
    for bad in ("since_ms=-1&until_ms=1", "since_ms=1", "since_ms=1&until_ms=2&step_ms=0"):
        assert served.get(f"/api/v1/robots/history?{bad}").status_code == 400, bad


def test_a_page_gets_the_picture_and_then_what_changes(
    desk: PretendDesk, clock: Clock, tmp_path: Path
) -> None:
    fleet = Watching(tmp_path, 5, clock, has_room=lambda: True)
    fleet.desk = desk
    fleet.look()

    async def listen() -> list[str]:
        stream = fleet.broadcast.stream(fleet.first)
        assert isinstance(stream, Stream)
        parts = parts_of(stream)
        assert await anext(parts) == b"retry: 2000\n\n"
        told = [(await anext(parts)).decode()]
        clock.forward(1)
        fleet.look()
        told.append((await anext(parts)).decode())
        return told

    picture, change = anyio.run(listen)
    assert "event: picture\n" in picture
    assert '"serial":"R5"' in picture
    assert "event: change\n" in change
    moved = json.loads(change.split("data: ")[1])["moved"]
    assert {one["serial"] for one in moved} == {"R1", "R2"}


def test_what_is_seen_is_recorded_unless_the_disk_is_full(
    desk: PretendDesk, clock: Clock, tmp_path: Path
) -> None:
    has_room = True
    fleet = Watching(tmp_path / "robots", 5, clock, has_room=lambda: has_room)
    fleet.desk = desk

    async def watch(seconds: int) -> None:
        for _ in range(seconds):
            await fleet.round()
            clock.forward(1)

    anyio.run(watch, 15)
    assert fleet.recording.kept().until_ms == clock.now_ms - 5_000
    has_room = False
    anyio.run(watch, 30)
    assert len(list((tmp_path / "robots").iterdir())) == 1
