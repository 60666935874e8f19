"""What the API says of people, devices, keys and who did what."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from edge.api.shapes import Code, Name
from models.warehouse.people.permissions import Permission
from models.warehouse.texts import ENDS

PersonRole = Literal[
    "worker", "inbound", "outbound", "stock_control", "supervisor", "admin", "viewer", "supplier",
    "customer",
]  # fmt: skip
KeyRole = Literal[
    "worker", "inbound", "outbound", "stock_control", "supervisor", "admin", "viewer", "supplier",
    "customer", "robot",
]  # fmt: skip
Language = Literal["en", "zh-Hans"]
NewPin = Annotated[str, Meta(min_length=4, max_length=12, pattern=rf"^[0-9]+{ENDS}")]
Days = Annotated[int, Meta(ge=1, le=3_650)]
SCOPE_MAX = 40


class _Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a client sends: unknown fields are refused."""


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something the site answers."""


class NewPerson(_Asked, frozen=True, kw_only=True):
    """A person of this site. `badge` and `pin` are made up where they are left out. `partner`: whom
    a supplier or customer belongs to; `owner`: sees the stock of this owner and nobody else's."""

    name: Name
    role: PersonRole = "worker"
    language: Language = "en"
    badge: Code | None = None
    pin: NewPin | None = None
    partner: Code | None = None
    owner: Code | None = None


class MadePerson(_Told, frozen=True, kw_only=True):
    """The PIN is told this once."""

    id: str
    name: str
    role: str
    badge: str
    pin: str


class PersonEdit(_Asked, frozen=True, kw_only=True):
    """What changes; absent = unchanged. A person who is blocked, or whose role, partner or owner
    changes, is logged out everywhere at this site."""

    name: Name | UnsetType = UNSET
    role: PersonRole | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    status: Literal["active", "blocked"] | UnsetType = UNSET
    partner: Code | UnsetType | None = UNSET
    owner: Code | UnsetType | None = UNSET


class NewPins(_Told, frozen=True, kw_only=True):
    """The new PIN, told this once."""

    id: str
    pin: str


class Worker(_Told, frozen=True, kw_only=True):
    """A person at work: `zones_only` means no work elsewhere, otherwise these zones come first."""

    id: str
    name: str
    role: str
    skills: list[str]
    zones: list[str]
    zones_only: bool
    status: str
    language: str
    partner: str | None
    owner: str | None


class People(_Told, frozen=True, kw_only=True):
    """Everybody of this site, by name; those who are blocked come last."""

    items: list[Worker]


class RoleRow(_Told, frozen=True, kw_only=True):
    """What a role may do."""

    role: str
    permissions: list[str]
    for_people: bool
    for_keys: bool


class Roles(_Told, frozen=True, kw_only=True):
    """All roles."""

    items: list[RoleRow]


class NewKey(_Asked, frozen=True, kw_only=True):
    """A key for a program. `permissions`: no more than these of its role's; `days`: how long it
    holds; `partner` and `owner` as for people."""

    name: Name
    role: KeyRole = "supervisor"
    permissions: Annotated[list[Permission], Meta(max_length=SCOPE_MAX)] | None = None
    days: Days | None = None
    partner: Code | None = None
    owner: Code | None = None


class MadeKey(_Told, frozen=True, kw_only=True):
    """The key is told this once; only its hash is kept."""

    id: str
    name: str
    role: str
    key: str
    expires_at: str | None


class Key(_Told, frozen=True, kw_only=True):
    """A program's key; `permissions`: what it may do."""

    id: str
    name: str
    role: str
    permissions: list[str]
    created_at: str
    expires_at: str | None


class Keys(_Told, frozen=True, kw_only=True):
    """Those that hold."""

    items: list[Key]


class EnrolledDevice(_Told, frozen=True, kw_only=True):
    """A tablet or scanner."""

    id: str
    name: str
    enrolled_at: str
    expires_at: str
    person: str | None


class Devices(_Told, frozen=True, kw_only=True):
    """Those that hold; `person`: who is logged in there."""

    items: list[EnrolledDevice]


class NewCode(_Told, frozen=True, kw_only=True):
    """A one-time code that enrols a tablet, and the same with this site's address as a square to
    scan: rows of modules, 1 = dark."""

    code: str
    expires_at: str
    link: str
    square: list[str]


class AuditRow(_Told, frozen=True, kw_only=True):
    """Who did what, from which device, when. Ids and names are null where there was none."""

    number: int
    at: str
    act: str
    person_id: str | None
    person: str | None
    device_id: str | None
    device: str | None
    key: str | None
    subject: str
    detail: str


class AuditPage(_Told, frozen=True, kw_only=True):
    """Newest first."""

    items: list[AuditRow]
    next_cursor: str | None
    as_of: str


class Break(_Told, frozen=True, kw_only=True):
    """A place of the audit trail that does not hold."""

    place: str
    what: str


class Chain(_Told, frozen=True, kw_only=True):
    """Whether each row of the audit trail follows from the one before, and each seal in the signed
    log is borne out; the first breaks, if any."""

    ok: bool
    rows: int
    breaks: list[Break]
    as_of: str


class ChangeRow(_Told, frozen=True, kw_only=True):
    """One entry of the signed log: the tables it wrote, for which command, and its hash."""

    number: int
    at: str
    person_id: str | None
    person: str | None
    device: str | None
    command_id: str | None
    tables: dict[str, int]
    hash: str


class ChangePage(_Told, frozen=True, kw_only=True):
    """Newest first. A page that looked through many entries in vain is empty and has a cursor."""

    items: list[ChangeRow]
    next_cursor: str | None
    as_of: str
