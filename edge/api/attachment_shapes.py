"""Photos and papers, as the API says them."""

import msgspec


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class Uploaded(_Told, frozen=True, kw_only=True):
    """A file that is durable here; the command `attach` names it by its hash."""

    hash: str
    kind: str
    bytes: int


class Attachment(_Told, frozen=True, kw_only=True):
    """A photo or paper of a document; the file is at /api/v1/attachments/{hash}."""

    hash: str
    kind: str
    bytes: int
    purpose: str
    note: str | None
    at: str | None
    by: str | None
    item: str | None


class AttachmentPage(_Told, frozen=True, kw_only=True):
    items: list[Attachment]
    as_of: str
