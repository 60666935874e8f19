"""Settings of a hub: `hub.toml` in the data folder, HOLDFAST_HUB_… over it, flags over both."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from node import sections
from node.config import load_folder
from node.sections import Count, Log, Port, Seconds, Section

PREFIX = "HOLDFAST_HUB"
FILE = "hub.toml"


class Http(sections.Http, frozen=True, kw_only=True):
    """Where people, programs and edges reach us."""

    port: Port = 8090
    connections_per_address: Count = 200
    concurrency: Count = 2_000


class Store(sections.Store, frozen=True, kw_only=True):
    """ingest_share: at most this part of the time goes into catching up while people ask."""

    ingest_share: Annotated[float, Meta(gt=0, le=1)] = 0.5


class Login(Section, frozen=True, kw_only=True):
    """How long a login lasts."""

    session_life_s: Seconds = 12 * 3600.0


class Records(sections.Records, frozen=True, kw_only=True):
    """stable_minutes, stable_records: how far the stable clock of a scope must have moved, and past
    how many records, to be published. stable_lag_minutes: how far it stays behind the hub's clock;
    more than clocks differ. copies: 1, the hub's database is enough for a site to drop its records;
    2, a proved backup in `backups` must hold them too."""

    stable_minutes: Count = 60
    stable_records: Count = 200
    stable_lag_minutes: Count = 10
    copies: Annotated[int, Meta(ge=1, le=2)] = 2


class Peer(Section, frozen=True, kw_only=True):
    """Another hub that this one dials. Its key was pinned when the two were introduced."""

    address: str
    node: str


class Hubs(Section, frozen=True, kw_only=True):
    """The other hubs of the company; one of two dials, records travel both ways."""

    peers: tuple[Peer, ...] = ()


class Config(Section, frozen=True, kw_only=True):
    """Everything a hub can be told. `folder` holds its database, keys and settings."""

    folder: str
    http: Http = Http()
    store: Store = Store()
    login: Login = Login()
    hubs: Hubs = Hubs()
    records: Records = Records()
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
    given = os.environ if environment is None else environment
    return load_folder(Config, folder, FILE, given, prefix=PREFIX, flags=flags)


def default_folder() -> str | None:
    """The data folder named by the environment, if any."""
    return os.environ.get(f"{PREFIX}_FOLDER")
