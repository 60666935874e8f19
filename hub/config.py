"""Settings of a hub: `hub.toml` in the data folder, HOLDFAST_HUB_… over it, flags over both."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from node.config import load

PREFIX = "HOLDFAST_HUB"
FILE = "hub.toml"
Port = Annotated[int, Meta(ge=0, le=65_535)]
Seconds = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group of settings."""


class Http(_Section, frozen=True, kw_only=True):
    """Where people, programs and edges reach us. `hosts`: names besides IPs and *.local.

    Plain HTTP is for this machine and for a trusted cable; give tls_certificate and tls_key (PEM
    files) before opening `host` to a network.
    """

    host: str = "127.0.0.1"
    port: Port = 8090
    hosts: tuple[str, ...] = ()
    connections_per_address: Count = 200
    concurrency: Count = 2_000
    receive_s: Seconds = 10.0
    streams_max: Count = 200
    tls_certificate: str = ""
    tls_key: str = ""


class Store(_Section, frozen=True, kw_only=True):
    """The database. Below `free_bytes_min` of free disk writes are refused.

    ingest_share: at most this part of the time goes into catching up while people ask.
    """

    ballast_bytes: Annotated[int, Meta(ge=0)] = 64 << 20
    free_bytes_min: Annotated[int, Meta(ge=0)] = 32 << 20
    readers: Annotated[int, Meta(ge=1, le=16)] = 2
    ingest_share: Annotated[float, Meta(gt=0, le=1)] = 0.5


class Login(_Section, frozen=True, kw_only=True):
    """How long a login lasts."""

    session_life_s: Seconds = 12 * 3600.0


class Log(_Section, frozen=True, kw_only=True):
    """What is written to standard error."""

    level: Annotated[str, Meta(pattern="^(debug|info|warning|error)$")] = "info"


class Config(_Section, frozen=True, kw_only=True):
    """Everything a hub can be told. `folder` holds its database, keys and settings."""

    folder: str
    http: Http = Http()
    store: Store = Store()
    login: Login = Login()
    log: Log = Log()

    @property
    def path(self) -> Path:
        """The data folder."""
        return Path(self.folder)

    @property
    def database(self) -> Path:
        """The one database file."""
        return self.path / "hub.db"


def read(
    folder: Path,
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """The settings of a data folder; raises node.config.ConfigError."""
    file = folder / FILE
    return load(
        Config,
        file if file.exists() else None,
        os.environ if environment is None else environment,
        prefix=PREFIX,
        flags={**(flags or {}), "folder": str(folder)},
    )


def default_folder() -> str | None:
    """The data folder named by the environment, if any."""
    return os.environ.get(f"{PREFIX}_FOLDER")
