"""A courier goes through the log at its receiver's pace.

Where it stands is kept after each page delivered, so a restart repeats a page at most and leaves
nothing out.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
import structlog

from edge.api.services import Services
from edge.feed.cursor import Heads, read_cursor
from edge.feed.facts import Fact
from edge.feed.live import TICK_S, Feed
from edge.feed.log import Forgotten, Page
from edge.store import webhooks as rows
from edge.store.recorder import Recorder
from edge.store.webhooks import Message, Subscription
from edge.webhooks.address import BadAddress, read_url
from edge.webhooks.patience import TRIES_MAX, pause_s
from edge.webhooks.sending import Sender, Sent
from edge.webhooks.signing import secret_of, signed_headers
from node.http.problems import Problem

FACTS_AT_ONCE = 20
LETTERS_AT_ONCE = 20
KEEP_MS = 60_000
"""A subscription that wants nothing of what happens is written down this often."""
WAIT_S = 10.0
FORGOTTEN = "what it had not been sent yet is not kept any more: read the lists"
GONE = "its receiver answered 410: it does not want any more"
_encode = msgspec.json.Encoder().encode
Pause = Callable[[float], Awaitable[None]]


class Standing(msgspec.Struct):
    """How a subscription does since this program started."""

    tried_at_ms: int | None = None
    accepted_at_ms: int | None = None
    tries: int = 0
    error: str = ""


class Means(msgspec.Struct, frozen=True):
    """What couriers work with."""

    at: Services
    feed: Feed
    key: bytes
    sender: Sender
    chance: Callable[[], float]
    pause: Pause = asyncio.sleep


class Stopped(Exception):
    """The subscription was switched off by its receiver."""


class Courier:
    """Delivers to one receiver, in the order things happened."""

    def __init__(self, means: Means, hook: Subscription, standing: Standing) -> None:
        self._means, self._hook, self._standing = means, hook, standing
        self._heads = hook.heads
        self._kept, self._kept_at_ms = hook.heads, means.at.wall_ms()
        self._secret = secret_of(means.key, hook.id, hook.created_at_ms)

    async def run(self) -> None:
        """Until cancelled, or until the receiver wants no more."""
        while True:
            bell = self._means.feed.bell()
            try:
                if await self.step():
                    await bell.wait()
                    await self._means.pause(TICK_S)
            except Stopped:
                return
            except Problem as problem:  # the disk is full, or the writer far behind
                self._standing.error = problem.detail
                await self._means.pause(WAIT_S)

    async def step(self) -> bool:
        """Deliver a page; true where there was nothing. Raises Stopped, Problem."""
        await self._send_again()
        page = await self._page()
        wanted = [fact for fact in page.facts if self._hook.wants(_kind(fact))]
        for fact in wanted:
            now_ms = self._means.at.wall_ms()
            await self._deliver(Message(fact.id, _kind(fact), _encode(fact), now_ms))
        self._heads = page.heads
        now_ms = self._means.at.wall_ms()
        if wanted or (self._heads != self._kept and now_ms >= self._kept_at_ms + KEEP_MS):
            await self._keep()
        return page.is_last and not page.facts

    async def _page(self) -> Page:
        try:
            return await self._means.feed.page(self._heads, FACTS_AT_ONCE)
        except Forgotten as gone:
            self._heads = read_cursor(gone.begin)
            await self._keep(note=FORGOTTEN)
            return await self._means.feed.page(self._heads, FACTS_AT_ONCE)

    async def _deliver(self, message: Message) -> None:
        """Until it is taken, or laid aside after enough tries."""
        for tries in range(1, TRIES_MAX + 1):
            sent = await self._try(message)
            if not sent.error:
                return
            self._standing.tries = tries
            if tries < TRIES_MAX:
                await self._means.pause(pause_s(tries, self._means.chance()))
        await self._lay_aside(message, self._standing.error)
        structlog.get_logger("webhooks").warning("message_laid_aside", webhook=self._hook.id)

    async def _send_again(self) -> None:
        """Dead letters somebody asked for, once each."""
        webhook_id = self._hook.id
        asked = await self._means.at.readers.run(rows.letters_again, webhook_id, LETTERS_AT_ONCE)
        for letter in asked:
            sent = await self._try(letter.message)
            if sent.error:
                late = msgspec.structs.replace(letter.message, at_ms=self._means.at.wall_ms())
                await self._lay_aside(late, sent.error)
            else:
                await self._forget(letter.id)

    async def _try(self, message: Message) -> Sent:
        now_ms = self._means.at.wall_ms()
        try:
            target = read_url(self._hook.url, self._means.at.config.webhooks.hosts)
        except BadAddress as error:
            sent = Sent(error=f"{error.code}: {error.detail}")
        else:
            headers = signed_headers(self._secret, message.fact, now_ms // 1000, message.body)
            agent = {"user-agent": f"holdfast/{self._means.at.version}"}
            sent = await self._means.sender.send(target, {**headers, **agent}, message.body)
        standing = self._standing
        standing.tried_at_ms, standing.error = now_ms, sent.error
        if not sent.error:
            standing.accepted_at_ms, standing.tries = now_ms, 0
        if sent.is_gone:
            await self._switch_off()
            raise Stopped
        return sent

    # -- what is written down ---------------------------------------------------------------------

    async def _keep(self, note: str | None = None) -> None:
        heads: Heads = self._heads
        webhook_id = self._hook.id

        def write(recorder: Recorder) -> None:
            rows.move_on(recorder.store.connection, webhook_id, heads)
            if note is not None:
                rows.annotate(recorder.store.connection, webhook_id, note)

        await self._means.at.change(write)
        self._kept, self._kept_at_ms = heads, self._means.at.wall_ms()

    async def _lay_aside(self, message: Message, error: str) -> None:
        def write(recorder: Recorder) -> None:
            rows.lay_aside(recorder.store.connection, self._hook.id, message, error)

        await self._means.at.change(write)

    async def _forget(self, letter_id: int) -> None:
        def write(recorder: Recorder) -> None:
            rows.delivered(recorder.store.connection, letter_id)

        await self._means.at.change(write)

    async def _switch_off(self) -> None:
        def write(recorder: Recorder) -> None:
            rows.switch(recorder.store.connection, self._hook.id, is_on=False, note=GONE)

        await self._means.at.change(write)


def _kind(fact: Fact) -> str:
    return str(fact.__struct_config__.tag)
