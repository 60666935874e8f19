"""Where an import ends: what the site knows already, and the way in through the writer."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import apsw
import msgspec

from edge.api.accounts import Caller
from edge.api.commands import actor_of, need_permission, record
from edge.api.saving import save_rows
from edge.api.saving_people import save_people
from edge.api.services import Services
from edge.intake.plan import MasterRow
from edge.intake.run import Saved
from edge.intake.setup.standing import SetupKind, Standing, standing
from edge.store.reads.custom import FIELDS
from edge.store.recorder import Recorder
from models.warehouse.barcodes import as_gtin
from models.warehouse.commands import Command
from models.warehouse.custom import About, CustomField, field_of
from models.warehouse.owners import partings
from models.warehouse.replies import Reply
from node.http.problems import Problem
from node.readers import Readers

TOGETHER_MS_MAX = 50
"""Scans wait so long for a moment of an import, and for its commit."""
CODES_AT_ONCE = 1_000
_CODES = "SELECT code FROM json_each(?) JOIN item ON item.code = json_each.value"
_CURRENCIES = (
    "SELECT currency FROM item WHERE currency IS NOT NULL UNION SELECT currency FROM tariff"
    " WHERE currency IS NOT NULL AND status = 'active' LIMIT 2"
)


class SiteKnown:
    """Look-ups in the live database, remembered for the length of one import."""

    def __init__(self, readers: Readers, wall_ms: Callable[[], int]) -> None:
        self._readers = readers
        self.now_ms = wall_ms
        self._setup: dict[SetupKind, dict[str, Standing]] = {}
        self._items: dict[str, bool] = {}
        self._locations: dict[str, str | None] = {}
        self._carriers: dict[str, bool] = {}

    def has_item(self, code: str) -> bool:
        """Whether a code or barcode stands for an item."""
        known = self._items.get(code)
        if known is None:
            known = self._items[code] = self._readers.now(_has_item, code)
        return known

    def expect_items(self, codes: Sequence[str]) -> None:
        """Look up many at once: one by one takes longer than planning what they are for."""
        for at in range(0, len(codes), CODES_AT_ONCE):
            some = msgspec.json.encode(codes[at : at + CODES_AT_ONCE]).decode()
            self._items.update(dict.fromkeys(self._readers.now(_items_of, some), True))

    def property_of(self, location: str) -> str | None:
        """What a location is kept for; None if this site has none of this code."""
        if location not in self._locations:
            self._locations[location] = self._readers.now(_property_of, location)
        return self._locations[location]

    def has_order(self, number: str) -> bool:
        """Whether an order of this number was taken."""
        return self._readers.now(_any, "SELECT 1 FROM dn WHERE number = ?", number)

    def has_owner(self, code: str) -> bool:
        """Whether an owner has this code; asked once for each document that names one."""
        return self._readers.now(_any, "SELECT 1 FROM owner WHERE code = ?", code)

    def has_carrier(self, code: str) -> bool:
        """Whether a carrier of this code is in use."""
        known = self._carriers.get(code)
        if known is None:
            sql = "SELECT 1 FROM carrier WHERE code = ? AND status = 'active'"
            known = self._carriers[code] = self._readers.now(_any, sql, code)
        return known

    def currency(self) -> str | None:
        """The one that all prices and tariffs of this site are in."""
        found = self._readers.now(_currencies)
        return found[0] if len(found) == 1 else None

    def custom_fields(self, about: About) -> list[CustomField]:
        """Fields in use that the company added."""
        return self._readers.now(_custom_fields, about)

    def setup(self, kind: SetupKind) -> dict[str, Standing]:
        """How the site is set up, by code."""
        if kind not in self._setup:
            self._setup[kind] = self._readers.now(standing, kind)
        return self._setup[kind]


class SiteLoader:
    """Commands and rows through the one writer."""

    def __init__(self, at: Services, caller: Caller) -> None:
        self._at = at
        self._caller = caller

    async def submit(self, commands: Sequence[Command]) -> list[Reply]:
        """Commands of the file, in order. Raises Problem."""
        replies: list[Reply] = []
        while len(replies) < len(commands):
            replies += await self._some(commands[len(replies) :])
        return replies

    async def _some(self, commands: Sequence[Command]) -> list[Reply]:
        """The first few of these in one transaction, and one by the usual way, which tells the
        pages. Where one of them fails, that transaction is undone, and it goes by the usual way."""
        at, caller = self._at, self._caller
        for command in commands:
            need_permission(at, command, caller)
        done: list[Reply] = []
        if len(commands) > 1:
            with suppress(Problem):
                done = await at.change(partial(_together, commands[:-1], caller, at.wall_ms))
                at.scans += len(done)
        done.append((await record(at, commands[len(done)], caller)).reply())
        return done

    async def save_rows(self, rows: list[MasterRow]) -> Saved:
        """Make new rows, edit known ones."""
        if rows[0].table != "person":
            return await self._at.change(partial(save_rows, rows))
        now = self._at.wall_ms()
        people = await self._at.change(partial(save_people, rows, self._caller, now))
        for person_id in people.changed:
            self._at.accounts.drop_person(person_id)
        return people.saved


def _together(
    commands: Sequence[Command], caller: Caller, wall_ms: Callable[[], int], recorder: Recorder
) -> list[Reply]:
    """As many of them as fit into a moment; raises what the first that fails raises."""
    actor, until_ms = actor_of(caller), wall_ms() + TOGETHER_MS_MAX
    done: list[Reply] = []
    for command in commands:
        done.append(recorder.record(command, actor).reply())
        if wall_ms() > until_ms:
            break
    return done


def _custom_fields(connection: apsw.Connection, about: About) -> list[CustomField]:
    fields = [field_of(row) for row in connection.execute(FIELDS)]
    return [field for field in fields if field.about == about]


def _currencies(connection: apsw.Connection) -> list[str]:
    return [str(row[0]) for row in connection.execute(_CURRENCIES)]


def _property_of(connection: apsw.Connection, code: str) -> str | None:
    sql = "SELECT property FROM location WHERE code = ? AND kind <> 'virtual'"
    found = connection.execute(sql, (code,)).fetchone()
    return str(found[0]) if found is not None else None


def _items_of(connection: apsw.Connection, codes: str) -> list[str]:
    """Those of a JSON list that are codes of items."""
    return [str(row[0]) for row in connection.execute(_CODES, (codes,))]


def _has_item(connection: apsw.Connection, code: str) -> bool:
    gtin = as_gtin(code) or code
    return (
        any(
            _any(connection, "SELECT 1 FROM owner WHERE code = ?", owner)
            and _has_item(connection, part)
            for part, owner in partings(code)
        )
        or _any(connection, "SELECT 1 FROM item WHERE code = ?", code)
        or _any(connection, "SELECT 1 FROM barcode WHERE id = ? AND length(dots) > 0", code)
        or _any(connection, "SELECT 1 FROM item_pack WHERE gtin = ? AND status = 'active'", gtin)
    )


def _any(connection: apsw.Connection, sql: str, *bound: str) -> bool:
    return connection.execute(sql, bound).fetchone() is not None
