"""Joining a hub by a code: what it may answer, and what a stranger may not make us believe."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from edge.link.announce import lan_addresses
from edge.link.joining import join
from models.warehouse import ids
from node.enrolling import EnrolmentFailed
from sync.core.ids import NodeId
from sync.link.address import sync_address
from sync.store.protocol import Member

NODE, HUB = NodeId(77), 99
KEY = bytes(range(32))
GOOD: dict[str, Any] = {
    "node": ids.show(NODE), "number": 7, "role": "edge", "scopes": ["c1", "w2"],
    "hub": {
        "node": ids.show(HUB), "number": 1, "name": "HQ",
        "public_key": base64.b64encode(KEY).decode(),
    },
    "company": {"id": ids.show(1), "code": "ACME", "name": "Acme"},
    "owner": {"id": ids.show(1), "code": "ACME", "name": "Acme"},
    "warehouse": {"id": ids.show(2), "code": "N", "name": "North", "time_zone": "UTC"},
    "said_by_newer_hubs": True,
}  # fmt: skip

Answer = Callable[[int, bytes], str]


@pytest.fixture
def hub() -> Iterator[tuple[Answer, list[dict[str, Any]]]]:
    """Answers with what it is told; remembers what it was asked."""
    asked: list[dict[str, Any]] = []
    answers: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            status, body = answers[-1]
            self.send_response(status)
            if status == 302:
                self.send_header("location", "http://127.0.0.1:1/")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def answer(status: int, body: bytes) -> str:
        answers.append((status, body))
        return f"http://127.0.0.1:{server.server_port}"

    yield answer, asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_good_answer_says_who_we_are_and_whom_to_trust(
    hub: tuple[Answer, list[dict[str, Any]]],
) -> None:
    answer, asked = hub
    joined = join(answer(200, json.dumps(GOOD).encode()), "CODE", NODE, KEY, "north")
    assert joined.hub == Member(HUB, 1, KEY, "hub", ("c1", "w2"))
    assert (joined.number, joined.warehouse.code, joined.company.id) == (7, "N", 1)
    assert asked == [
        {
            "code": "CODE", "node": ids.show(NODE), "name": "north",
            "public_key": base64.b64encode(KEY).decode(),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (403, b'{"code":"code_refused","detail":"wrong"}', "code_refused"),
        (500, b"<html>", "500"),
        (302, b"", "302"),
        (200, b"<html>hello", "cannot be read"),
        (200, json.dumps({**GOOD, "node": ids.show(5)}).encode(), "cannot be read"),
        (200, json.dumps({**GOOD, "hub": {**GOOD["hub"], "public_key": "AA=="}}).encode(), "read"),
        (200, b"x" * 70_000, "something else"),
    ],
)
def test_any_other_answer_is_no_hub(
    hub: tuple[Answer, list[dict[str, Any]]], status: int, body: bytes, told: str
) -> None:
    with pytest.raises(EnrolmentFailed, match=told):
        join(hub[0](status, body), "CODE", NODE, KEY, "north")


def test_a_hub_that_is_not_there_is_said_so() -> None:
    with pytest.raises(EnrolmentFailed, match="does not answer"):
        join("http://127.0.0.1:1", "CODE", NODE, KEY, "north")


def test_the_sync_address_follows_from_the_hubs() -> None:
    assert sync_address("https://hub.example:8443/") == "wss://hub.example:8443/sync/v1"
    assert sync_address("http://10.0.0.1") == "ws://10.0.0.1/sync/v1"
    for wrong in ("hub.example", "ftp://hub.example", "https://"):
        with pytest.raises(ValueError, match="address"):
            sync_address(wrong)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_site_for_this_machine_only_is_not_announced(host: str) -> None:
    assert lan_addresses(host) == []


def test_an_address_of_the_lan_is_announced_as_it_is() -> None:
    assert lan_addresses("192.168.1.5") == [bytes((192, 168, 1, 5))]
