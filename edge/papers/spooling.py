"""The queue at work: each printer's jobs one after another, all printers at once."""

import asyncio

import apsw
import structlog

from edge.api.services import Services
from edge.papers.address import BadAddress, demand_inside, read_address
from edge.papers.sending import CutOff, NotSent, Patience, send
from edge.store import spool
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from node.http.problems import Problem

ROUND_S = 1.0
TIDY_ROUNDS = 3_600


class Spooling:
    """Runs beside the writer: it goes through it only to note what happened."""

    def __init__(self, at: Services, patience: Patience | None = None) -> None:
        self._at = at
        self._patience = patience or Patience()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._ready = False
        self._log = structlog.get_logger("spooling")

    async def run(self) -> None:
        """Until cancelled."""
        cut = await self._at.change(lambda recorder: spool.after_restart(_of(recorder)))
        if cut:
            self._log.warning("jobs_uncertain", jobs=cut)
        self._ready = True
        rounds = 0
        try:
            while True:
                await self.look()
                if rounds % TIDY_ROUNDS == 0:
                    await self._tidy()
                rounds += 1
                await asyncio.sleep(ROUND_S)
        finally:
            self._ready = False
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def look(self) -> None:
        """Begin to serve every printer that something waits for."""
        if not self._ready:
            return
        for code in await self._at.readers.run(spool.waiting_for):
            if code not in self._busy or self._busy[code].done():
                self._busy[code] = asyncio.create_task(self._serve(code))

    async def _serve(self, code: str) -> None:
        """Its jobs, until one has to wait."""
        try:
            while await self._one(code):
                pass
        except (StoreError, Problem):
            self._log.warning("spooling_waits", printer=code)

    async def _one(self, code: str) -> bool:
        at = self._at
        target = await at.readers.run(spool.printer, code)
        waits = await at.readers.run(spool.next_of, code)
        if target is None or waits is None or waits[1] > at.wall_ms():
            return False
        job_id, _, body = waits
        papers = at.config.papers
        try:
            address = read_address(target.address)
            demand_inside(address, papers.networks, papers.ports)
            said = await send(
                address,
                body,
                answers=target.answers,
                begin=lambda: at.change(lambda recorder: spool.begin(_of(recorder), job_id)),
                patience=self._patience,
            )
        except BadAddress:
            await self._postpone(job_id, "not_allowed")
            return False
        except NotSent as error:
            await self._postpone(job_id, str(error))
            return False
        except CutOff as error:
            reason = str(error)
            await at.change(lambda recorder: spool.cut_off(_of(recorder), job_id, reason))
            self._log.warning("job_uncertain", printer=code, job=job_id)
            return True
        now_ms = at.wall_ms()
        await at.change(lambda recorder: spool.arrived(_of(recorder), job_id, said, now_ms))
        return True

    async def _postpone(self, job_id: int, reason: str) -> None:
        now_ms = self._at.wall_ms()
        await self._at.change(
            lambda recorder: spool.postpone(_of(recorder), job_id, reason, now_ms)
        )

    async def _tidy(self) -> None:
        now_ms = self._at.wall_ms()
        try:
            await self._at.change(lambda recorder: spool.forget(_of(recorder), now_ms))
        except (StoreError, Problem):
            self._log.warning("tidying_waits")


def _of(recorder: Recorder) -> apsw.Connection:
    return recorder.store.connection
