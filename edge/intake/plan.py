"""What an import will do, worked out without touching anything: a dry run ends here."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Literal, Protocol, TypeVar

import msgspec

from edge.intake.cells import Value
from edge.intake.report import Findings
from edge.intake.setup.standing import SetupKind, Standing
from models.warehouse.commands import Command
from models.warehouse.custom import About, CustomField

T = TypeVar("T")
FIRST, AFTER, LAST = 0, 1, 2
"""What a command may rest on was recorded in an earlier stage."""
Kept = str | int | None


class Line(msgspec.Struct, frozen=True):
    """A row by field; `custom`: values of fields the company added; `is_whole`: all of its cells
    could be read, and those that must be there are."""

    row: int
    values: dict[str, Value | None]
    custom: dict[str, str] = {}
    is_whole: bool = True

    def has(self, name: str) -> bool:
        """Whether the cell says something."""
        return self.values.get(name) not in (None, ())

    def several(self, name: str) -> tuple[str, ...]:
        """The values of a cell that may hold many; none where it is empty."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def get(self, name: str, kind: type[T]) -> T | None:
        """A value of a known kind, None where the cell is empty."""
        value = self.values.get(name)
        return value if isinstance(value, kind) else None

    def need(self, name: str, kind: type[T]) -> T:
        """A value whose presence has been checked."""
        value = self.values.get(name)
        assert isinstance(value, kind), name
        return value


class Known(Protocol):
    """What the site knows already."""

    def has_item(self, code: str) -> bool: ...

    def expect_items(self, codes: Sequence[str]) -> None:
        """These will be asked for."""
        ...

    def property_of(self, location: str) -> str | None:
        """Of a location of this site; None: there is none."""
        ...

    def has_order(self, number: str) -> bool: ...

    def has_carrier(self, code: str) -> bool: ...

    def has_owner(self, code: str) -> bool: ...

    def currency(self) -> str | None:
        """The one that all prices and tariffs of this site are in; None: there is none, or more."""
        ...

    def custom_fields(self, about: About) -> Sequence[CustomField]: ...

    def setup(self, kind: SetupKind) -> Mapping[str, Standing]:
        """How the site is set up, by code."""
        ...

    def now_ms(self) -> int:
        """The moment of the import."""
        ...


MasterTable = Literal["item", "partner", "location", "person"]


class MasterRow(msgspec.Struct, frozen=True):
    """A row of master data to be made, or edited where its code exists. An empty cell changes
    nothing, so `values` holds only what the file says. owner: of an item; each has a code once."""

    row: int
    table: MasterTable
    code: str
    values: dict[str, Kept]
    custom: dict[str, str] = {}
    barcode: str | None = None
    owner: str | None = None


class Planned(msgspec.Struct, frozen=True):
    """A command with the row it stands for; `counts`: whether it is one of the documents;
    `changes`: whether what it sets was there before."""

    row: int
    document: str
    command: Command
    stage: int = FIRST
    counts: bool = True
    changes: bool = False


class Plan(msgspec.Struct):
    """What an import will do."""

    commands: list[Planned] = []
    rows: list[MasterRow] = []
    documents: int = 0
    lines: int = 0
    repeated: int = 0
    currency: str = ""
    """What amounts without a currency were taken for."""


class Context(msgspec.Struct, frozen=True):
    """What planning needs besides the rows. `job` makes the ids: same file, same commands."""

    job: str
    known: Known
    findings: Findings

    def command_id(self, *parts: str) -> str:
        """The id of a command of this import."""
        text = "\x1f".join((self.job, *parts))
        return f"import.{blake2b(text.encode(), digest_size=16).hexdigest()}"
