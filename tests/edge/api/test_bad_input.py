"""Whatever is sent, the answer is a problem with a stable code, and the site goes on."""

from collections.abc import Callable
from typing import Any

import apsw
import pytest

from edge.api.commands import COMMAND_BYTES_MAX
from sync.store.sqlite import DiskFull
from tests.edge.serving import JSON, Clock, Served

GOOD: dict[str, Any] = {
    "type": "take_order", "command_id": "order-0001", "order": "SO-1", "customer": "A",
    "lines": [{"item": "TEA", "quantity": 1}],
}  # fmt: skip


@pytest.fixture
def stocked(served: Served) -> Served:
    served.import_csv("items", "code\nTEA\n")
    return served


def send(served: Served, body: bytes, **headers: str) -> tuple[int, str]:
    answer = served.client.post(
        "/api/v1/commands", content=body, headers={**served.key(), **JSON, **headers}
    )
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(problem) >= {"type", "title", "status", "detail", "code"}
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "malformed")),
        (b"{", (400, "malformed")),
        (b"null", (400, "malformed")),
        (b"\xff\xfe\x00", (400, "malformed")),
        (b'{"type":"nothing","command_id":"12345678"}', (400, "malformed")),
        (b'{"type":"ship","command_id":"12345678","order":"A","extra":1}', (400, "malformed")),
        (b'{"type":"ship","command_id":"short","order":"A"}', (400, "malformed")),
        (b'{"type":"ship","command_id":"12345678","order":7}', (400, "malformed")),
        (b"[" * 100_000, (400, "too_deep")),
        (b'{"type":"ship","command_id":' + b'{"a":' * 50_000, (400, "too_deep")),
        (b" " * (COMMAND_BYTES_MAX + 1), (413, "body_too_large")),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_a_bad_body_is_refused(served: Served, body: bytes, expected: tuple[int, str]) -> None:
    assert send(served, body) in (expected, (400, "malformed"))
    assert served.get("/api/v1/ping").status_code == 200


def test_a_body_of_another_kind_is_refused(served: Served) -> None:
    assert send(served, b"{}", **{"content-type": "text/plain"}) == (415, "unsupported_media_type")


def test_another_method_is_told_which_one_is_right(served: Served) -> None:
    answer = served.get("/api/v1/commands")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_the_same_command_again_is_the_stored_reply(stocked: Served) -> None:
    first, second = (stocked.post("/api/v1/commands", GOOD) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == {**first.json(), "replayed": True}
    assert first.json()["replayed"] is False


def test_the_same_id_with_another_body_is_an_error(stocked: Served) -> None:
    stocked.post("/api/v1/commands", GOOD)
    answer = stocked.post("/api/v1/commands", {**GOOD, "customer": "B"})
    assert (answer.status_code, answer.json()["code"]) == (409, "command_id_reused")


def test_a_wrong_scan_is_an_answer(served: Served) -> None:
    answer = served.post("/api/v1/commands", GOOD)
    assert answer.status_code == 200
    assert answer.json()["level"] == "block"


def test_each_command_of_a_batch_stands_for_itself(stocked: Served) -> None:
    bodies = [
        {**GOOD, "command_id": "order-a001", "order": "SO-A"},
        {"type": "nothing"},
        {**GOOD, "command_id": "order-b001", "order": "SO-B"},
    ]
    answer = stocked.post("/api/v1/commands/batch", {"commands": bodies})
    replies = answer.json()["replies"]
    assert [reply.get("command_id") or reply["code"] for reply in replies] == [
        "order-a001", "malformed", "order-b001",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "status"), [(100, 200), (101, 400)])
def test_a_batch_has_a_bound(stocked: Served, count: int, status: int) -> None:
    bodies = [{**GOOD, "command_id": f"order-{at:04}", "order": f"SO-{at}"} for at in range(count)]
    answer = stocked.post("/api/v1/commands/batch", {"commands": bodies})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/stock?limit=0", "bad_limit"),
        ("/api/v1/stock?limit=501", "bad_limit"),
        ("/api/v1/stock?limit=x", "malformed"),
        ("/api/v1/stock?cursor=%00%ff", "bad_cursor"),
        ("/api/v1/items?cursor=gA", "bad_cursor"),
        (f"/api/v1/items?search={'x' * 81}", "malformed"),
    ],
)
def test_a_bad_question_is_refused(served: Served, path: str, code: str) -> None:
    answer = served.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_there_is_nothing_at_an_unknown_address(served: Served) -> None:
    answer = served.get("/api/v1/unknown")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert served.get("/api/v1/orders/unknown").json()["code"] == "not_found"


def test_a_full_disk_refuses_writes_and_reads_go_on(
    stocked: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patched:
        patched.setattr(stocked.edge.opened.store, "commit", full)
        answer = stocked.post("/api/v1/commands", GOOD)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert stocked.get("/api/v1/items").status_code == 200
    stocked.edge.services.disk_was_full = False
    assert stocked.command("take_order", "after", **{**GOOD, "command_id": "order-0002"})


def test_below_the_watermark_writes_are_refused_until_there_is_room(
    serve: Callable[..., Served], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = serve()
    services = served.edge.services
    monkeypatch.setattr(services.disk, "lay_ballast", lambda: False)
    services.disk_low = True
    assert served.post("/api/v1/commands", GOOD).status_code == 507
    assert served.get("/api/v1/items").status_code == 200
    monkeypatch.undo()
    services.disk_low = False
    assert served.post("/api/v1/commands", GOOD).status_code == 200
    assert clock() > 0


def test_errors_of_the_database_do_not_leak(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise apsw.SQLError("no such table: secret")

    monkeypatch.setattr(served.edge.services.readers, "run", broken)
    answer = served.get("/api/v1/items")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.text


def test_every_answer_carries_the_security_headers(served: Served) -> None:
    for path in ("/", "/api/v1/ping", "/api/v1/unknown", "/healthz"):
        headers = served.client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
    assert served.get("/api/v1/items").headers["cache-control"] == "no-store"
