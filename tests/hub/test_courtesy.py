"""The writer steps aside for questions, and never for longer than its share allows."""

import asyncio
import threading
from typing import Any

import pytest
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hub.link.courtesy import ASIDE_S_MAX, Courtesy

START: Message = {"type": "http.response.start", "status": 200, "headers": []}


class Asked:
    """An application whose answer to a request waits until it is let go."""

    def __init__(self) -> None:
        self.here, self.answer, self.end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.here.set()
        await self.answer.wait()
        await send(START)
        await self.end.wait()


async def nothing() -> Any:  # noqa: ANN401 - never returns
    raise AssertionError("nobody reads")


async def sent(_: Message) -> None:
    return


def standing() -> float:
    """A clock on which no pause takes any time."""
    return 0.0


def paused(courtesy: Courtesy) -> bool:
    """Whether a record taken in now would wait."""
    done = threading.Event()

    def work() -> None:
        with courtesy.ingesting():
            courtesy.step_aside()
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    waited = not done.wait(ASIDE_S_MAX / 5)
    thread.join()
    return waited


async def asking(courtesy: Courtesy, app: ASGIApp, method: str) -> "asyncio.Task[None]":
    scope: Any = {"type": "http", "method": method}

    async def ask() -> None:
        await courtesy.door(app)(scope, nothing, sent)

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    return task


@pytest.mark.parametrize(("method", "waits"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_questions_are_waited_for_and_orders_are_not(method: str, waits: bool) -> None:
    async def scenario() -> None:
        courtesy, app = Courtesy(0.5, standing), Asked()
        assert not await asyncio.to_thread(paused, courtesy)
        task = await asking(courtesy, app, method)
        await app.here.wait()
        assert await asyncio.to_thread(paused, courtesy) is waits
        app.answer.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not await asyncio.to_thread(paused, courtesy)
        app.end.set()
        await task

    asyncio.run(scenario())


def test_a_question_that_fails_is_not_waited_for_any_more() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ConnectionError

    async def scenario() -> None:
        courtesy = Courtesy(0.5, standing)
        with pytest.raises(ConnectionError):
            await (await asking(courtesy, broken, "GET"))
        assert not await asyncio.to_thread(paused, courtesy)

    asyncio.run(scenario())


def test_after_a_pause_the_writer_has_its_share_first() -> None:
    async def scenario() -> None:
        # The first pause lasts from 0 to 2, so that the writer runs until 4.
        moments_s = iter([0.0, 2.0, 3.9, 4.0, 4.0])
        courtesy = Courtesy(0.5, lambda: next(moments_s))
        task = await asking(courtesy, Asked(), "GET")
        waited = [await asyncio.to_thread(paused, courtesy) for _ in range(3)]
        assert waited == [True, False, True]
        task.cancel()

    asyncio.run(scenario())


def test_a_hub_told_to_take_everything_in_first_never_pauses() -> None:
    async def scenario() -> None:
        courtesy = Courtesy(1.0, standing)
        task = await asking(courtesy, Asked(), "GET")
        assert not await asyncio.to_thread(paused, courtesy)
        task.cancel()

    asyncio.run(scenario())


def test_the_next_batch_is_not_unpacked_before_the_answer_has_left() -> None:
    async def scenario() -> None:
        courtesy, app = Courtesy(0.5, standing), Asked()
        await courtesy.let_pass()
        task = await asking(courtesy, app, "GET")
        await app.here.wait()
        passing = asyncio.create_task(courtesy.let_pass())
        await asyncio.sleep(0)
        assert not passing.done()
        app.answer.set()
        app.end.set()
        await asyncio.gather(task, passing)

    asyncio.run(scenario())
