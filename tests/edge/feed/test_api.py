"""The feed over HTTP: by cursor, as a stream, refused where it is forgotten."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar.response import Stream

from edge.feed.live import Feed
from edge.feed.log import Where
from sync.store.sqlite.keys import SEQ_BITS
from tests.edge.serving import Served

LINES = [{"item": "TEA", "quantity": 1}]


def order(served: Served, number: int) -> None:
    served.command("take_order", f"order-{number}", order=f"SO-{number}", customer="A", lines=LINES)


@pytest.fixture
def busy(served: Served) -> Served:
    """Three orders taken."""
    served.import_csv("items", "code\nTEA\n")
    for number in range(3):
        order(served, number)
    return served


def ask(served: Served, **given: str | int) -> dict[str, Any]:
    answer = served.client.get("/api/v1/feed", params=given, headers=served.key())
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def test_pages_follow_each_other_until_there_is_no_more(busy: Served) -> None:
    seen, page = [], ask(busy, limit=1)
    while page["items"] or page["more"]:
        seen += [(fact["type"], fact["order"], fact["site"]) for fact in page["items"]]
        page = ask(busy, limit=1, after=page["next_cursor"])
    assert seen == [("order_taken", f"SO-{number}", "NORTH") for number in range(3)]
    order(busy, 3)
    assert [fact["order"] for fact in ask(busy, after=page["next_cursor"])["items"]] == ["SO-3"]


def test_now_begins_behind_all_that_happened(busy: Served) -> None:
    page = ask(busy, after="now")
    assert page["items"] == []
    order(busy, 3)
    facts = ask(busy, after=page["next_cursor"])["items"]
    assert [(fact["order"], fact["command"]) for fact in facts] == [("SO-3", "command-order-3")]


@pytest.mark.parametrize("cursor", ["x", "1-2", "1-2-3-4", "-1-2-3", "1-2-g", "1" * 20 + "-1-1"])
def test_a_cursor_that_is_not_ours_is_refused(served: Served, cursor: str) -> None:
    answer = served.client.get("/api/v1/feed", params={"after": cursor}, headers=served.key())
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("path", ["/api/v1/feed", "/api/v1/feed/stream"])
def test_what_is_not_kept_any_more_is_said_with_where_to_begin(busy: Served, path: str) -> None:
    before = ask(busy, limit=1)["next_cursor"]
    forget(busy, keep=1)
    answer = busy.client.get(path, params={"after": before}, headers=busy.key())
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (410, "feed_forgotten")
    assert "/api/v1/orders" in problem["catch_up"]
    page = ask(busy, after=problem["begin"])
    assert [fact["order"] for fact in page["items"]] == ["SO-2"]
    assert ask(busy) == {**page, "as_of": ask(busy)["as_of"]}


def test_nobody_reads_the_feed_without_a_key(served: Served) -> None:
    for path in ("/api/v1/feed", "/api/v1/feed/stream"):
        assert served.client.get(path).status_code == 401


def test_a_stream_tells_what_was_missed_and_then_what_happens(busy: Served) -> None:
    edge, site = busy.edge, busy.edge.opened.site
    before = ask(busy, limit=2)["next_cursor"]

    async def follow() -> list[dict[str, str]]:
        feed = Feed(edge.services.readers, Where(site.warehouse_id, site.code), 1)
        stream = await feed.stream(await feed.begin(before), lambda: True)
        parts, seen = parts_of(stream), []
        assert await anext(parts) == b"retry: 2000\n\n"
        seen.append(fields(await anext(parts)))
        order(busy, 3)
        feed.wake()
        seen.append(fields(await anext(parts)))
        feed.close()
        assert [part async for part in parts] == []
        return seen

    seen = asyncio.run(follow())
    assert [json.loads(each["data"])["order"] for each in seen] == ["SO-2", "SO-3"]
    assert {each["event"] for each in seen} == {"order_taken"}
    assert ask(busy, after=seen[0]["id"])["items"][0]["order"] == "SO-3"
    assert ask(busy, after=seen[1]["id"])["items"] == []


def test_a_stream_ends_when_its_key_is_revoked(busy: Served) -> None:
    edge, site = busy.edge, busy.edge.opened.site

    async def follow() -> int:
        feed = Feed(edge.services.readers, Where(site.warehouse_id, site.code), 1)
        answers = iter((True, False))
        stream = await feed.stream(await feed.begin(None), lambda: next(answers))
        feed.wake()
        return len([part async for part in parts_of(stream)])

    assert asyncio.run(asyncio.wait_for(follow(), 30)) >= 4


def forget(served: Served, keep: int) -> None:
    """What housekeeping does a month after the hub has all of it: the last `keep` records stay."""
    connection = served.edge.opened.store.connection
    scope = f"w{served.edge.opened.site.warehouse_id}"
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT s_stream.id, max(s_log.seq) FROM s_stream JOIN s_log"
        f" ON s_log.id>>{SEQ_BITS}=s_stream.id WHERE scope=? GROUP BY 1",
        (scope,),
    ).fetchall()
    for number, head in rows:
        last = number << SEQ_BITS | (head - keep)
        first = number << SEQ_BITS
        connection.execute("DELETE FROM s_log WHERE id>=? AND id<?", (first, last))
        connection.execute("UPDATE s_log SET body=NULL WHERE id=?", (last,))


async def parts_of(stream: Stream) -> AsyncIterator[bytes]:
    parts = stream.iterator
    assert isinstance(parts, AsyncIterator)
    async for part in parts:
        assert isinstance(part, bytes)
        yield part


def fields(part: bytes) -> dict[str, str]:
    lines = part.decode().strip().split("\n")
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}
