"""Cut the power at random moments, open what is left, and look for what was promised."""

import random
import shutil
import tempfile
import time
from pathlib import Path

import apsw
import msgspec

from sync.core.change import Append
from sync.core.errors import SyncError
from sync.store.protocol import Author
from sync.store.sqlite import Options, SqliteStore
from tests.powerloss.disk import SURVIVAL, Image, Journal, RecordingDisk, Step, after_cut
from tests.powerloss.scenario import NAME, Told, opened, recorded
from tests.sync.catalogue import LEDGER
from tests.sync.fleet import SHARED

CUTS_PER_RUN = 50
FAST = Path("/dev/shm")


class Tally(msgspec.Struct):
    """What the cuts did. Everything but `cuts` and `slowest_s` must be 0."""

    cuts: int = 0
    unopenable: int = 0
    lost: int = 0
    holes: int = 0
    wrong_totals: int = 0
    wrong_chain: int = 0
    unusable: int = 0
    slowest_s: float = 0.0
    examples: list[str] = []

    @property
    def clean(self) -> bool:
        """Whether every promise held."""
        return not (
            self.unopenable
            or self.lost
            or self.holes
            or self.wrong_totals
            or self.wrong_chain
            or self.unusable
        )


def campaign(disk: RecordingDisk, seed: int, cuts: int, options: Options) -> Tally:
    """Scenarios from one seed until so many cuts are made."""
    tally = Tally()
    while tally.cuts < cuts:
        number = tally.cuts // CUTS_PER_RUN
        chance = random.Random(f"{seed}/{number}")
        home = FAST if FAST.is_dir() else None
        with tempfile.TemporaryDirectory(dir=home) as folder:
            journal, told = recorded(disk, Path(folder), chance, options)
        for _ in range(min(CUTS_PER_RUN, cuts - tally.cuts)):
            _cut(journal, told, chance, options, tally, f"{seed}/{number}")
    return tally


def _cut(
    journal: Journal,
    told: list[Told],
    chance: random.Random,
    options: Options,
    tally: Tally,
    label: str,
) -> None:
    served = next(i for i, e in enumerate(journal.events) if e.step is Step.ACKNOWLEDGE)
    at = chance.randrange(served + 1, len(journal.events) + 1)
    image = after_cut(journal.events[:at], chance, chance.choice(SURVIVAL))
    tally.cuts += 1
    home = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))
    try:
        _look(home, image, told[image.acknowledged], options, tally, f"{label} cut at {at}")
    finally:
        shutil.rmtree(home)


def _look(home: Path, image: Image, told: Told, options: Options, tally: Tally, label: str) -> None:
    for name, content in image.files.items():
        if name.startswith(NAME):
            (home / name).write_bytes(content)
    started = time.perf_counter()
    try:
        store = opened(home, options)
    except (SyncError, apsw.Error) as error:
        tally.unopenable += 1
        _example(tally, f"{label}: {error}")
        return
    tally.slowest_s = max(tally.slowest_s, time.perf_counter() - started)
    try:
        _judge(store, told, tally, label)
    except (SyncError, apsw.Error, AssertionError) as error:
        tally.unusable += 1
        _example(tally, f"{label}: {error!r}")
    finally:
        store.close()


def _judge(store: SqliteStore, told: Told, tally: Tally, label: str) -> None:
    things = [int(str(entry.values[0])) for entry in store.entries(LEDGER)]
    own = sorted(thing for thing in things if thing < 1_000_000)
    foreign = sorted(thing - 1_000_000 for thing in things if thing >= 1_000_000)
    if len(own) < told.operations or len(foreign) < told.foreign:
        tally.lost += 1
        _example(tally, f"{label}: {len(own)}, {len(foreign)} of {told}")
    if own != list(range(1, len(own) + 1)) or foreign != list(range(len(foreign))):
        tally.holes += 1
        _example(tally, f"{label}: holes")
    totals = store.connection.execute("SELECT count(*), sum(quantity) FROM total").fetchall()
    if totals != [(len(things), len(things) or None)]:
        tally.wrong_totals += 1
    heads = {stream.node: head.seq for stream, head in store.vector().items()}
    if sorted(heads.values()) != sorted(n for n in (len(own), len(foreign)) if n):
        tally.wrong_chain += 1
        _example(tally, f"{label}: {heads} for {len(own)}, {len(foreign)}")
    if store.connection.pragma("integrity_check") != "ok":
        tally.wrong_chain += 1
    store.begin()
    store.write(SHARED, [Append(LEDGER, {"thing_id": len(own) + 1, "quantity": 1})], Author())
    store.commit()


def _example(tally: Tally, text: str) -> None:
    if len(tally.examples) < 5:
        tally.examples.append(text)
