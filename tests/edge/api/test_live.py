"""Live events resume from stored changes; health, metrics, pages, the description of the API."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar.response import Stream

from edge.api.caller import cookies_of
from edge.api.tail import (
    ALL_TABLES,
    RECORDS_MAX,
    changed_since,
    events_for,
    heads_text,
    read_heads,
    read_heads_text,
)
from models.warehouse import catalogue
from node.http.problems import Problem
from node.http.sse import QUEUE_EVENTS_MAX, Broadcast, Event
from tests.edge.serving import Served, Tablet

LINES = [{"item": "TEA", "quantity": 1}]


async def parts_of(stream: Stream) -> AsyncIterator[bytes]:
    """What a stream sends."""
    parts = stream.iterator
    assert isinstance(parts, AsyncIterator)
    async for part in parts:
        assert isinstance(part, bytes)
        yield part


def names(events: list[Event]) -> dict[str, Any]:
    return {event.name: event.data for event in events}


def test_a_page_that_was_away_is_told_what_changed_meanwhile(served: Served) -> None:
    served.import_csv("items", "code\nTEA\n")
    readers = served.edge.services.readers
    before = readers.now(read_heads)
    assert readers.now(changed_since, before) == (frozenset(), before)
    served.command("take_order", "one", order="SO-1", customer="A", lines=LINES)
    tables, heads = readers.now(changed_since, before)
    assert tables == {catalogue.DN.id, catalogue.DN_LINE.id, catalogue.PARTNER.id}
    assert names(events_for(tables, heads)) == {"work": {"areas": ["pack", "ship"]}}
    assert read_heads_text(heads_text(heads)) == heads


def test_a_cursor_from_a_lost_future_or_too_far_back_tells_everything(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = served.edge.services.readers
    heads = readers.now(read_heads)
    ahead = {stream: seq + 5 for stream, seq in heads.items()}
    assert readers.now(changed_since, ahead)[0] == ALL_TABLES
    monkeypatch.setattr("edge.api.tail.RECORDS_MAX", 0)
    assert readers.now(changed_since, {})[0] == ALL_TABLES
    assert RECORDS_MAX > 0


@pytest.mark.parametrize("cursor", ["x", "1", "1-", "-1", "1-z", "1-2.", "1--5", "9-" + "f" * 30])
def test_a_cursor_that_is_not_ours_is_refused(served: Served, cursor: str) -> None:
    with pytest.raises(Problem):
        read_heads_text(cursor)
    headers = {**served.key(), "last-event-id": cursor}
    answer = served.client.get("/api/v1/events", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_the_stream_tells_what_was_missed_and_ends_with_the_session(tablet: Tablet) -> None:
    edge = tablet.served.edge

    async def read() -> list[bytes]:
        name = cookies_of(edge.opened.site).session
        session = edge.services.accounts.session(tablet.cookies[name], used=True)
        assert session is not None
        stream = edge.services.broadcast.stream(
            lambda: edge._tail.missed(None),
            allowed=lambda: edge.services.accounts.is_awake(session),
        )
        parts = []
        async for part in parts_of(stream):
            parts.append(part)
            if len(parts) == 2:
                edge.services.accounts.end_session(session)
        return parts

    retry, work, *_ = asyncio.run(read())
    assert retry.startswith(b"retry:")
    fields = dict(line.split(b": ", 1) for line in work.strip().split(b"\n"))
    assert fields[b"event"] == b"work"
    assert "pick" in json.loads(fields[b"data"])["areas"]


def test_a_page_that_cannot_keep_up_is_cut_off_and_the_others_are_not() -> None:
    async def nothing() -> AsyncIterator[Event]:
        for event in list[Event]():
            yield event

    async def main() -> tuple[int, int]:
        broadcast = Broadcast(2)
        slow, quick = (parts_of(broadcast.stream(nothing)) for _ in range(2))
        got = 0
        await anext(slow)
        await anext(quick)
        for number in range(QUEUE_EVENTS_MAX * 2):
            waiting = asyncio.ensure_future(anext(quick))
            await asyncio.sleep(0)
            broadcast.send([Event(str(number), "work", {})])
            got += bool(await waiting)
        return got, broadcast.listeners

    assert asyncio.run(main()) == (QUEUE_EVENTS_MAX * 2, 1)


def test_the_api_describes_itself(served: Served) -> None:
    page = served.client.get("/schema/openapi.json").json()
    commands = page["paths"]["/api/v1/commands"]["post"]
    options = commands["requestBody"]["content"]["application/json"]["schema"]["anyOf"]
    assert {"$ref": "#/components/schemas/ConfirmPick"} in options
    assert set(page["paths"]) >= {
        "/api/v1/session", "/api/v1/devices", "/api/v1/commands/batch", "/api/v1/work",
        "/api/v1/work/pick/claim", "/api/v1/stock", "/api/v1/lookup/{code}", "/api/v1/orders",
        "/api/v1/asns/{number}", "/api/v1/items", "/api/v1/locations", "/api/v1/exceptions",
        "/api/v1/sync", "/api/v1/events", "/api/v1/imports", "/api/v1/ping",
    }  # fmt: skip
    known = page["components"]["schemas"]
    text = json.dumps(page)
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in known


def test_metrics_tell_what_is_known_and_leave_out_what_is_not(served: Served) -> None:
    text = served.client.get("/metrics").text
    names_found = {line.split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    assert names_found >= {
        "holdfast_quarantined_ops", "holdfast_disk_free_bytes", "holdfast_wal_bytes",
        "holdfast_scans_total", "holdfast_ready",
    }  # fmt: skip
    assert "holdfast_outbox_ops" not in names_found


def test_a_site_without_a_hub_says_that_it_stands_alone(served: Served) -> None:
    told = served.get("/api/v1/sync").json()
    assert told["hub"] == {
        "address": None, "state": "alone", "last_heard": None, "last_acked": None,
    }  # fmt: skip
    assert (told["waiting_ops"], told["quarantined"]) == (None, 0)


def test_a_clock_that_was_never_set_is_not_ready(served: Served) -> None:
    served.clock.now_ms = 0
    served.edge.services.health = asyncio.run(served.edge._housekeeping.measure())
    answer = served.client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["clock_behind"])


def test_deep_links_get_the_page_and_the_api_does_not(served: Served) -> None:
    shell = served.client.get("/")
    assert shell.headers["cache-control"] == "no-cache"
    assert served.client.get("/pick/now").content == shell.content
    again = served.client.get("/", headers={"if-none-match": shell.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in ("/api/v1/none", "/api/none", "/none.js", "/../etc/passwd.txt"):
        assert served.client.get(path).status_code == 404
