"""Labels nobody has to ask for: each new handling unit gets its own at the printers that were told
so. Looked for after commits; the command_id is the unit's, so that none is printed twice."""

import asyncio
from typing import Any

import apsw
import structlog

from edge.api.services import Services
from edge.api.views.common import text
from edge.papers.printing import Order, Printing
from edge.papers.wish import Wish
from edge.papers.words import LANGUAGES
from edge.store import spool
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from edge.store.spool import Printer
from models.warehouse import ids
from node.http.problems import Problem

ROUND_S = 1.0
AT_ONCE_MAX = 20
_NEW = "SELECT id, code, kind FROM handling_unit WHERE id>? AND id<=? ORDER BY id LIMIT ?"
_PASSED = "UPDATE printer SET since_unit=? WHERE code=? AND since_unit<?"


class Automatic:
    """Looks once a second, and only if something was recorded."""

    def __init__(self, at: Services, printing: Printing) -> None:
        self._at, self._printing = at, printing
        self._looked_at = -1
        self._log = structlog.get_logger("printing")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(ROUND_S)

    async def look(self) -> None:
        """A few units per printer; what is left waits for the next look."""
        commands = self._at.writer.commands
        if commands == self._looked_at or self._at.disk_low:
            return
        try:
            printers = await self._at.readers.run(spool.printers)
            more = [await self._serve(each) for each in printers if each.prints_units != "none"]
        except StoreError:
            self._log.warning("automatic_waits")
            return
        if not any(more):
            self._looked_at = commands

    async def _serve(self, printer: Printer) -> bool:
        """Whether there may be more."""
        units = await self._at.readers.run(_new_units, printer.since_unit)
        last = 0
        for unit_id, code, kind in units:
            wanted = printer.prints_units == "all" or kind == "package"
            if wanted and not await self._print(printer, unit_id, code):
                break
            last = unit_id
        if last:
            await self._at.change(lambda recorder: _pass(recorder, printer.code, last))
        return len(units) == AT_ONCE_MAX

    async def _print(self, printer: Printer, unit_id: int, code: str) -> bool:
        """Whether this unit is done with; one whose label cannot be drawn is, too."""
        language = next((each for each in LANGUAGES if each == printer.language), LANGUAGES[0])
        wish = Wish(kind="unit", code=code, language=language)
        name = f"unit-{ids.show(unit_id)}-{printer.code}"
        try:
            await self._printing.order(Order(name, wish, printer.code), None)
        except Problem as problem:
            self._log.warning("unit_without_label", unit=code, reason=problem.code)
            return problem.status not in (503, 507)
        return True


def _new_units(connection: apsw.Connection, after: int) -> list[tuple[int, str, str]]:
    """Units made here: the ids of this node."""
    end = after | ((1 << ids.COUNTER_BITS) - 1)
    rows: list[tuple[Any, ...]] = connection.execute(_NEW, (after, end, AT_ONCE_MAX)).fetchall()
    return [(row_id, text(code), text(kind)) for row_id, code, kind in rows]


def _pass(recorder: Recorder, printer: str, unit_id: int) -> None:
    recorder.store.connection.execute(_PASSED, (unit_id, printer, unit_id))
