"""Sections of settings that every program has. A program gives its own defaults by subclassing."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Port = Annotated[int, Meta(ge=0, le=65_535)]
Seconds = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]
Bytes = Annotated[int, Meta(ge=0)]
Readers = Annotated[int, Meta(ge=1, le=16)]
Level = Literal["debug", "info", "warning", "error"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of settings."""


class Http(Section, frozen=True, kw_only=True):
    """Where we are reached. `hosts`: names besides IPs, localhost and *.local.

    Plain HTTP is for this machine and for a trusted cable; give tls_certificate and tls_key (PEM
    files) before opening `host` to a network.
    """

    host: str = "127.0.0.1"
    port: Port
    hosts: tuple[str, ...] = ()
    connections_per_address: Count
    concurrency: Count
    receive_s: Seconds = 10.0
    streams_max: Count = 200
    tls_certificate: str = ""
    tls_key: str = ""


class Store(Section, frozen=True, kw_only=True):
    """The database. Below `free_bytes_min` of free disk writes are refused."""

    ballast_bytes: Bytes = 64 << 20
    free_bytes_min: Bytes = 32 << 20
    readers: Readers = 2


class Records(Section, frozen=True, kw_only=True):
    """How long records of changes stay here once everybody has them, for the audit trail and for
    peers that come back from a backup. The rows and the ledger stay for good."""

    kept_days: Count = 35


class Log(Section, frozen=True, kw_only=True):
    """What is written to standard error."""

    level: Level = "info"
