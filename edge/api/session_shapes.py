"""Who is logged in where, and how one gets there, as the API says it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from edge.api.shapes import Code, Name

Pin = Annotated[str, Meta(min_length=1, max_length=64)]


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a client sends: unknown fields are refused."""


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class Site(_Told, frozen=True, kw_only=True):
    code: str
    name: str
    company: str


class Device(_Told, frozen=True, kw_only=True):
    id: str
    name: str


class Person(_Told, frozen=True, kw_only=True):
    id: str
    name: str
    role: str
    language: str


class Session(_Told, frozen=True, kw_only=True):
    """Who is at this device. `locked`: nobody did anything for a while; POST /session/unlock.
    `permissions`: what they may do here, for a page to offer that and no more."""

    device: Device | None
    person: Person | None
    locked: bool
    site: Site
    version: str
    permissions: list[str]


class NewDevice(_Asked, frozen=True, kw_only=True):
    """`code`: the one-time code printed by `holdfast-edge enrol-device`."""

    code: Annotated[str, Meta(min_length=8, max_length=64)]
    name: Name


class Enrolled(_Told, frozen=True, kw_only=True):
    device_id: str
    name: str
    site: Site


class Login(_Asked, frozen=True, kw_only=True):
    badge: Code
    pin: Pin


class Unlock(_Asked, frozen=True, kw_only=True):
    """The PIN of the person whose session is locked."""

    pin: Pin
