"""The site's forecasting models: taken in when they arrive, judged at night, used in between.

`active_forecaster` always answers: where the model in use cannot be run, with the site's own TSB.
"""

import asyncio
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

import apsw
import msgspec
import structlog

from edge.api.services import Services
from edge.foresight import life as lives
from edge.foresight.apart import Apart, Limits
from edge.foresight.golden import check_golden, golden_history
from edge.foresight.keeping import Tried, keep_life, keep_tried, load_life, load_tried
from edge.foresight.life import BASELINE, Kept, Life
from edge.foresight.night import REFUSED, ROLLED_BACK, Night, Raised, pass_night
from edge.foresight.runtime import NUMPY, ONNX, cpu_name, onnxruntime_version, verdict
from edge.foresight.shadow import Forecaster, keep, kept
from edge.foresight.shelf import Offer, Shelf, hubs, manifest_matches, offers
from edge.store.errors import StoreError
from edge.store.recorder import Recorder
from models.demand import pretrained
from models.demand.features import SCHEMA
from models.demand.forecast import Forecast
from models.demand.forecaster import forecast
from models.demand.history import DemandHistory
from models.demand.manifest import (
    Card,
    Manifest,
    ModelFile,
    ModelRefused,
    Terms,
    check_terms,
    manifest_of,
    verified,
)
from sync.core.errors import NotAllowed
from sync.store.sqlite import DiskFull

ROUND_S = 60.0
LOST = "file_lost"


class Packaged(msgspec.Struct, frozen=True):
    """The model that comes with the program, for sites that have no other yet."""

    card: Card
    onnx: bytes
    weights: bytes


class Means(msgspec.Struct, frozen=True):
    """What models of demand offer. `baseline`: the site's own TSB, which needs no model;
    `features`: the rule by which inputs are computed here."""

    baseline: Forecaster
    features: str
    packaged: Packaged | None


class Models:
    """One per site. `look` and `tend` on the loop; a forecaster on any thread."""

    def __init__(self, at: Services, shelf: Shelf, apart: Apart, means: Means) -> None:
        self._at, self._shelf, self._apart, self._means = at, shelf, apart, means
        self._life = lives.forgiven(at.readers.now(load_life))
        self._tried: Tried | None = at.readers.now(load_tried)
        self._failed: tuple[str, str] | None = None
        self._turn = asyncio.Lock()
        self._log = structlog.get_logger("models")

    @property
    def life(self) -> Life:
        """As it is now."""
        return self._life

    def active_forecaster(self) -> Forecaster:
        """Forecasts by the model in use; blocks its thread for a second or two."""
        return partial(self._forecast_anyway, self._life.active)

    async def run(self) -> None:
        """Until cancelled: take in what arrives."""
        while True:
            await asyncio.sleep(ROUND_S)
            if not self._at.disk_low:
                try:
                    await self.look()
                except (StoreError, DiskFull, NotAllowed):
                    self._log.warning("models_wait")

    async def look(self) -> None:
        """Take in what is offered, and send back what failed since the last look."""
        async with self._turn:
            await self._step_back()
            await self._find_runtime()
            offered = await self._at.readers.run(offers)
            names = frozenset(offer.model for offer in offered)
            life = lives.offered(self._life, names, self._at.wall_ms())
            if life != self._life:
                await self._write(life)
            await self._take_packaged()
            for offer in offered:
                if not self._life.knows(offer.model):
                    await self._take(offer)

    async def tend(self, history: DemandHistory) -> None:
        """Once a night, after the day's history is complete. Raises StoreError, DiskFull and
        NotAllowed; then nothing changed, and the night can be passed again."""
        await self.look()
        async with self._turn:
            now_ms = self._at.wall_ms()
            before = await self._at.readers.run(kept, history.first_day)
            night = await asyncio.to_thread(
                pass_night, self._life, history, before, self._forecasters(), now_ms
            )
            await self._at.writer.transact(
                lambda recorder: self._keep_night(recorder, history.origin, night)
            )
            self._became(night.life, night.raised)
            await asyncio.to_thread(self._shelf.drop_all_but, lives.files_needed(self._life))

    # -- taking in --------------------------------------------------------------------------------

    async def _take(self, offer: Offer) -> None:
        """Verify, put together, try apart; then it runs in shadow."""
        try:
            manifest = await self._verified(offer)
            if not await self._at.readers.run(self._fetch, manifest):
                return  # parts are still on their way
            kept = _kept_of(manifest, self._at.wall_ms())
            await asyncio.to_thread(self._try_out, kept)
        except ModelRefused as error:
            await self._refuse(offer.model, error)
        else:
            await self._write(lives.shadowed(self._life, kept))

    async def _verified(self, offer: Offer) -> Manifest:
        manifest = verified(offer.signed, await self._at.writer.run(hubs))
        manifest_matches(offer, manifest)
        check_terms(manifest, self._terms())
        return manifest

    def _fetch(self, connection: apsw.Connection, manifest: Manifest) -> bool:
        return self._shelf.fetch(connection, manifest)

    async def _take_packaged(self) -> None:
        """It goes the same way as any other, but for the signature: it came with the program."""
        packaged, life = self._means.packaged, self._life
        if packaged is None or life.shadow is not None:
            return
        manifest = manifest_of(packaged.card, packaged.onnx, packaged.weights)
        if life.knows(manifest.model):
            return
        kept = _kept_of(manifest, self._at.wall_ms(), pretrained=True)
        try:
            check_terms(manifest, self._terms())
            await asyncio.to_thread(self._shelf.keep, (packaged.onnx, packaged.weights))
            await asyncio.to_thread(self._try_out, kept)
        except ModelRefused as error:
            await self._refuse(manifest.model, error)
        else:
            await self._write(lives.shadowed(self._life, kept))

    def _try_out(self, kept: Kept) -> None:
        """A small history that all models can forecast. ModelRefused."""
        history = golden_history()
        check_golden(self._forecast(kept, history), history)

    def _terms(self) -> Terms:
        at = self._at
        today = date.fromisoformat(at.today())
        return Terms(self._means.features, at.version, at.site.code, today)

    async def _find_runtime(self) -> None:
        packaged = self._means.packaged
        trial = None if packaged is None else partial(self._try_onnx, packaged.onnx)
        found = await asyncio.to_thread(
            verdict, self._tried, onnxruntime_version(), cpu_name(), trial
        )
        if found is not None and found != self._tried:
            await self._at.writer.transact(lambda recorder: keep_tried(recorder, found))
            self._tried = found
            self._log.info("onnxruntime_tried", works=found.works, reason=found.reason)

    def _try_onnx(self, onnx: bytes) -> None:
        self._apart.forecast(ONNX, onnx, golden_history())

    # -- forecasting ------------------------------------------------------------------------------

    @property
    def _runtime(self) -> str:
        return ONNX if self._tried is not None and self._tried.works else NUMPY

    def _forecasters(self) -> Mapping[str, Forecaster]:
        life = self._life
        known = [each for each in (life.active, life.previous, life.shadow) if each is not None]
        return {BASELINE: self._means.baseline} | {
            each.model: partial(self._forecast, each) for each in known
        }

    def _forecast(self, kept: Kept, history: DemandHistory) -> Forecast:
        """ModelRefused."""
        runtime = self._runtime
        return self._apart.forecast(runtime, self._file(kept, runtime), history)

    def _forecast_anyway(self, active: Kept | None, history: DemandHistory) -> Forecast:
        if active is None:
            return self._means.baseline(history)
        try:
            return self._forecast(active, history)
        except ModelRefused as error:
            self._failed = (active.model, error.code)
            return self._means.baseline(history)

    def _file(self, kept: Kept, runtime: str) -> bytes:
        """From the disk, or put together once more. ModelRefused."""
        file: ModelFile = kept.onnx if runtime == ONNX else kept.weights
        body = self._shelf.read(file)
        if body is None:
            body = self._at.readers.now(self._shelf.again, file)
        if body is None:
            raise ModelRefused(LOST, f"{file.sha256[:12]} is gone")
        return body

    # -- writing ----------------------------------------------------------------------------------

    async def _step_back(self) -> None:
        """The model in use made no forecast when it was asked for one."""
        failed, life = self._failed, self._life
        if failed is not None and life.active is not None and life.active.model == failed[0]:
            raised = Raised(ROLLED_BACK, *failed)
            now_ms = self._at.wall_ms()
            await self._write(lives.stepped_back(life, lives.PREVIOUS, failed[1], now_ms), raised)
        self._failed = None

    async def _refuse(self, model: str, error: ModelRefused) -> None:
        life = lives.refused(self._life, model, error.code, self._at.wall_ms())
        self._log.warning("model_refused", model=model, reason=error.code, detail=error.detail)
        await self._write(life, Raised(REFUSED, model, error.code))

    async def _write(self, life: Life, *raised: Raised) -> None:
        await self._at.writer.transact(
            lambda recorder: keep_life(recorder, life, raised, self._runtime)
        )
        self._became(life, raised)

    def _keep_night(self, recorder: Recorder, origin: date, night: Night) -> None:
        keep(recorder.store.connection, origin, night.said)
        keep_life(recorder, night.life, night.raised, self._runtime)

    def _became(self, life: Life, raised: tuple[Raised, ...]) -> None:
        """Only what is durable counts."""
        if life.active_model != self._life.active_model:
            self._log.info("model_in_use", model=life.active_model)
        for each in raised:
            self._log.warning(each.kind, model=each.model, reason=each.reason)
        self._life = life


def start_models(at: Services, folder: Path) -> Models:
    """Those of a site's folder, as the program runs them."""
    means = Means(baseline=partial(forecast, run=None), features=SCHEMA, packaged=packaged())
    return Models(at, Shelf(folder), Apart(Limits()), means)


def packaged() -> Packaged | None:
    """What comes with this program; None where it was built without a model."""
    try:
        found = pretrained.load()
    except FileNotFoundError:
        return None
    card = msgspec.json.decode(found.card, type=Card)
    return Packaged(card=card, onnx=found.onnx, weights=found.weights)


def _kept_of(manifest: Manifest, now_ms: int, *, pretrained: bool = False) -> Kept:
    return Kept(
        model=manifest.model,
        onnx=manifest.onnx,
        weights=manifest.weights,
        cut_off=manifest.cut_off,
        since_ms=now_ms,
        pretrained=pretrained,
    )
