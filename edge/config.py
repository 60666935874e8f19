"""Settings of an edge: `edge.toml` in the data folder, HOLDFAST_EDGE_… over it, flags over both."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from node import sections
from node.config import load_folder
from node.sections import Count, Log, Port, Records, Seconds, Section

PREFIX = "HOLDFAST_EDGE"
FILE = "edge.toml"


class Http(sections.Http, frozen=True, kw_only=True):
    """Where tablets and programs reach us."""

    port: Port = 8080
    connections_per_address: Count = 50
    concurrency: Count = 1_000


class Store(sections.Store, frozen=True, kw_only=True):
    """replies_kept_days: a command sent again within this time gets its first reply; a tablet that
    was away for longer must not send what it still holds."""

    replies_kept_days: Count = 35


class Login(Section, frozen=True, kw_only=True):
    """How long cookies last. lock_idle_s: after so long without a scan or a press the person types
    the PIN again; what the tablet has saved goes out then."""

    lock_idle_s: Seconds = 180.0
    session_idle_s: Seconds = 8 * 3600.0
    session_life_s: Seconds = 16 * 3600.0
    device_life_s: Seconds = 400 * 86_400.0


class Link(Section, frozen=True, kw_only=True):
    """The road to headquarters. An empty `hub` means that this site stands alone."""

    hub: str = ""
    announce: bool = True


class Webhooks(Section, frozen=True, kw_only=True):
    """`hosts`: names or addresses webhooks may reach though they lie inside, also by plain http.
    Switched off, such as at a copy of a site, nothing is sent and nothing is lost."""

    on: bool = True
    hosts: tuple[str, ...] = ()


class Papers(Section, frozen=True, kw_only=True):
    """Printing. font: a font file with Chinese, where the one found is not the one wanted.

    networks, ports: where a label printer may stand; nothing else is ever called.
    """

    font: str = ""
    networks: tuple[str, ...] = (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
    ports: tuple[Port, ...] = (6101, 9100, 9101, 9102)


class Edi(Section, frozen=True, kw_only=True):
    """`id`: who this site is to its trading partners, such as its GLN; its code if left out."""

    id: str = ""


class Plugins(Section, frozen=True, kw_only=True):
    """Plug-ins installed beside the program are loaded but for those named in `off`. `labels`:
    templates of plug-ins that lay out labels in the place of ours."""

    off: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class Robots(Section, frozen=True, kw_only=True):
    """Robots of this site. broker: `embedded`, a small one within this program, or `mosquitto`,
    run beside it with the settings in the folder `fleet`. host, port: where it listens. hosts:
    names and addresses robots reach it by. announce: tell robots on the LAN where it is."""

    on: bool = False
    broker: Literal["embedded", "mosquitto"] = "embedded"
    host: str = "127.0.0.1"
    port: Port = 8883
    hosts: tuple[str, ...] = ()
    announce: bool = True


class Foresight(Section, frozen=True, kw_only=True):
    """Forecasts and what they are used for. service_level: the chance not to run out while goods
    are on their way; review_days: between two chances to order; lead_days: from order to receipt,
    where a supplier's deliveries have not shown it yet."""

    on: bool = True
    service_level: Annotated[float, Meta(ge=0.5, le=0.999)] = 0.95
    review_days: Annotated[int, Meta(ge=1, le=90)] = 7
    lead_days: Annotated[int, Meta(ge=0, le=365)] = 14


class Config(Section, frozen=True, kw_only=True):
    """Everything an edge can be told. `folder` holds its database, keys and settings."""

    folder: str
    http: Http = Http()
    store: Store = Store()
    login: Login = Login()
    link: Link = Link()
    webhooks: Webhooks = Webhooks()
    edi: Edi = Edi()
    plugins: Plugins = Plugins()
    records: Records = Records()
    papers: Papers = Papers()
    robots: Robots = Robots()
    foresight: Foresight = Foresight()
    log: Log = Log()

    @property
    def path(self) -> Path:
        """The data folder."""
        return Path(self.folder)

    @property
    def database(self) -> Path:
        """The one database file."""
        return self.path / "edge.db"


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
