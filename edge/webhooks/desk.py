"""What the API does with subscriptions; all of it raises Problem."""

from msgspec import UNSET

from edge.api.services import Services
from edge.api.views.common import as_of, cursor_of, limited, moment, read_cursor
from edge.feed.cursor import NOW
from edge.feed.facts import TYPES
from edge.feed.live import Feed
from edge.store import webhooks as rows
from edge.store.recorder import Recorder
from edge.store.webhooks import WEBHOOKS_MAX, Letter, Subscription
from edge.webhooks import shapes
from edge.webhooks.address import BadAddress, read_url
from edge.webhooks.keeper import Webhooks
from edge.webhooks.signing import secret_of, shown_secret
from models.warehouse import ids
from node.http.problems import Problem


class Desk:
    """Takes wishes about subscriptions and tells how they do."""

    def __init__(self, at: Services, feed: Feed, webhooks: Webhooks) -> None:
        self._at, self._feed, self._webhooks = at, feed, webhooks

    async def listed(self) -> shapes.WebhookPage:
        """All subscriptions."""
        hooks = await self._at.readers.run(rows.subscriptions)
        letters = await self._at.readers.run(rows.count_letters)
        return shapes.WebhookPage(
            items=[self._show(hook, letters.get(hook.id, 0)) for hook in hooks],
            as_of=as_of(self._at.wall_ms()),
        )

    async def add(self, wish: shapes.NewWebhook) -> shapes.MadeWebhook:
        """A new one; its secret is told this once."""
        kinds = self._checked(wish.url, wish.kinds)
        heads = await self._feed.begin(NOW if wish.begin == "now" else None)
        now_ms = self._at.wall_ms()

        def write(recorder: Recorder) -> Subscription | None:
            connection = recorder.store.connection
            if len(rows.subscriptions(connection)) >= WEBHOOKS_MAX:
                return None
            return rows.add(connection, wish.url, kinds, heads, now_ms)

        hook = await self._at.change(write)
        if hook is None:
            raise Problem(409, "too_many_webhooks", f"a site has {WEBHOOKS_MAX} at most")
        self._webhooks.changed()
        secret = secret_of(self._webhooks.key, hook.id, hook.created_at_ms)
        return shapes.MadeWebhook(webhook=self._show(hook, 0), secret=shown_secret(secret))

    async def change(self, webhook_id: str, wish: shapes.ChangedWebhook) -> shapes.Webhook:
        """Another address, other kinds, on or off."""
        hook = await self._known(webhook_id)
        url = hook.url if wish.url is UNSET else wish.url
        kinds = self._checked(url, list(hook.kinds) if wish.kinds is UNSET else wish.kinds)

        def write(recorder: Recorder) -> None:
            connection = recorder.store.connection
            rows.change(connection, hook.id, url, kinds)
            if wish.is_on is not UNSET:
                rows.switch(connection, hook.id, is_on=wish.is_on, note="")

        await self._at.change(write)
        self._webhooks.changed()
        letters = await self._at.readers.run(rows.count_letters)
        return self._show(await self._known(webhook_id), letters.get(hook.id, 0))

    async def remove(self, webhook_id: str) -> None:
        """With its dead letters."""
        hook = await self._known(webhook_id)
        await self._at.change(lambda recorder: rows.forget(recorder.store.connection, hook.id))
        self._webhooks.changed()

    async def letters(
        self, webhook_id: str, cursor: str | None, limit: int | None
    ) -> shapes.DeadLetterPage:
        """What was given up, oldest first."""
        hook, size = await self._known(webhook_id), limited(limit)
        (after,) = read_cursor(cursor, int) or (0,)
        assert isinstance(after, int)
        found = await self._at.readers.run(rows.letters, hook.id, after, size + 1)
        return shapes.DeadLetterPage(
            items=[_letter(letter) for letter in found[:size]],
            next_cursor=cursor_of(found[size - 1].id) if len(found) > size else None,
            as_of=as_of(self._at.wall_ms()),
        )

    async def resend(self, webhook_id: str, wish: shapes.Resend) -> shapes.Resent:
        """One dead letter, or all, once more."""
        hook = await self._known(webhook_id)
        letter = _number(wish.letter, "letter") if wish.letter is not None else None
        count = await self._at.change(
            lambda recorder: rows.ask_again(recorder.store.connection, hook.id, letter)
        )
        if letter is not None and not count:
            raise Problem(404, "not_found", "there is no such letter")
        self._webhooks.changed()
        return shapes.Resent(letters=count)

    def _show(self, hook: Subscription, letters: int) -> shapes.Webhook:
        standing = self._webhooks.standing(hook.id)
        return shapes.Webhook(
            id=ids.show(hook.id),
            url=hook.url,
            kinds=list(hook.kinds),
            is_on=hook.is_on,
            note=hook.note,
            error=standing.error,
            tries=standing.tries,
            tried_at=moment(standing.tried_at_ms),
            accepted_at=moment(standing.accepted_at_ms),
            dead_letters=letters,
            dropped=hook.dropped,
            created_at=moment(hook.created_at_ms),
        )

    def _checked(self, url: str, kinds: list[str]) -> tuple[str, ...]:
        try:
            read_url(url, self._at.config.webhooks.hosts)
        except BadAddress as error:
            raise Problem(422, error.code, error.detail) from error
        unknown = [kind for kind in kinds if kind not in TYPES]
        if unknown:
            raise Problem(422, "unknown_kind", f"nothing is called {unknown[0]!r} here")
        return tuple(dict.fromkeys(kinds))

    async def _known(self, webhook_id: str) -> Subscription:
        number = _number(webhook_id, "webhook")
        found = await self._at.readers.run(rows.subscription, number)
        if found is None:
            raise Problem(404, "not_found", "there is no such webhook")
        return found


def _number(text: str, what: str) -> int:
    try:
        return ids.read(text)
    except ValueError:
        raise Problem(404, "not_found", f"there is no such {what}") from None


def _letter(letter: Letter) -> shapes.DeadLetter:
    return shapes.DeadLetter(
        id=ids.show(letter.id),
        fact=letter.message.fact,
        kind=letter.message.kind,
        tried_at=moment(letter.message.at_ms),
        error=letter.error,
        again=letter.again,
        body=letter.message.body.decode(),
    )
