"""What the API says of webhooks, field for field."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from edge.webhooks.address import URL_CHARACTERS_MAX

Url = Annotated[str, Meta(min_length=1, max_length=URL_CHARACTERS_MAX)]
Kinds = Annotated[list[str], Meta(max_length=100)]


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that wants to be told. No kinds: everything. `begin`: what happens from now on, or
    all that is kept."""

    url: Url
    kinds: Kinds = []
    begin: Literal["now", "oldest"] = "now"


class ChangedWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. Switched on again, it goes on where it stood."""

    url: Url | UnsetType = UNSET
    kinds: Kinds | UnsetType = UNSET
    is_on: bool | UnsetType = UNSET


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """`tries`: of the message in hand, failed so far; `note`: why it was switched off, or what it
    missed; `dropped`: dead letters that made room for newer ones."""

    id: str
    url: str
    kinds: list[str]
    is_on: bool
    note: str
    error: str
    tries: int
    tried_at: str | None
    accepted_at: str | None
    dead_letters: int
    dropped: int
    created_at: str | None


class MadeWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """The secret is told this once."""

    webhook: Webhook
    secret: str


class WebhookPage(msgspec.Struct, frozen=True, kw_only=True):
    """All subscriptions."""

    items: list[Webhook]
    as_of: str


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was given up. `again`: it is to be sent once more."""

    id: str
    fact: str
    kind: str
    tried_at: str | None
    error: str
    again: bool
    body: str


class DeadLetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Of one subscription, oldest first."""

    items: list[DeadLetter]
    next_cursor: str | None
    as_of: str


class Resend(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dead letter, or all of the subscription."""

    letter: Annotated[str, Meta(max_length=13)] | None = None


class Resent(msgspec.Struct, frozen=True, kw_only=True):
    """How many are on their way again."""

    letters: int
