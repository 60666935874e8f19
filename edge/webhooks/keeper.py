"""Keeps a courier under way for each subscription that is on."""

import asyncio

from edge.store import webhooks as rows
from edge.store.webhooks import Subscription
from edge.webhooks.courier import Courier, Means, Standing


class Webhooks:
    """Keeps a courier under way for each subscription that is on."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._couriers: dict[int, tuple[Subscription, asyncio.Task[None]]] = {}
        self._standings: dict[int, Standing] = {}
        self._changed = asyncio.Event()

    @property
    def key(self) -> bytes:
        """What secrets are derived from."""
        return self._means.key

    def changed(self) -> None:
        """Subscriptions were edited, or letters are to go again; call on the loop."""
        self._changed.set()
        self._means.feed.wake()

    def standing(self, webhook_id: int) -> Standing:
        """How a subscription does."""
        return self._standings.setdefault(webhook_id, Standing())

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                self._changed.clear()
                self._arrange(await self._means.at.readers.run(rows.subscriptions))
                await self._news()
        finally:
            under_way = [task for _, task in self._couriers.values()]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            self._couriers.clear()

    async def _news(self) -> None:
        """Until subscriptions were edited. A courier that failed fails this too: it is the
        supervisor's to start anew."""
        changed = asyncio.create_task(self._edited())
        waiting = {changed}
        waiting.update(task for _, task in self._couriers.values() if not task.done())
        try:
            while not changed.done():
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            changed.cancel()

    async def _edited(self) -> None:
        await self._changed.wait()

    def _arrange(self, hooks: list[Subscription]) -> None:
        """Couriers of what is gone, off or changed end; the others go on undisturbed."""
        on = {hook.id: hook for hook in hooks if hook.is_on}
        for webhook_id, (hook, task) in list(self._couriers.items()):
            if webhook_id not in on or not _is_same(hook, on[webhook_id]) or task.done():
                task.cancel()
                del self._couriers[webhook_id]
        for webhook_id, hook in on.items():
            if webhook_id not in self._couriers:
                courier = Courier(self._means, hook, self.standing(webhook_id))
                self._couriers[webhook_id] = hook, asyncio.create_task(courier.run())


def _is_same(one: Subscription, other: Subscription) -> bool:
    return (one.url, one.kinds) == (other.url, other.kinds)
