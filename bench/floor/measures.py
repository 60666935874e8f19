"""Rounds of each kind of command at both sites in turn, by clients in a process of their own."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from bench import talk_load
from bench.floor.bare import Bare, listen
from bench.floor.site import PICKS_PER_ORDER, Need, Work, make
from bench.http_load import Job, load
from bench.load_job import Outcome
from bench.repeats import Ratio, ratio
from bench.scan.site import KEY

SITES = ("small", "big")
CLIENTS = 8
SCANS, RECEIPTS, PUTAWAYS, EMPTY, TALKS = 2_000, 1_000, 1_000, 2_000, 2_000
"""Of a round. A commit that the disk holds up is felt by all clients at once, so there are enough
of each for that to be less than one in a hundred."""
WAVES = 3
"""Of a round, sites in turn: what they write is more than the log holds, so that each round has a
part of it carried over, at either site."""
ORDERS_EACH = 1 + TALKS // CLIENTS // (2 * PICKS_PER_ORDER)
KINDS = ("scan", "talk", "receive", "putaway")
NO_TASK = "0" * 13
READ_S = 1.0
COMMANDS = "/api/v1/commands"
PAGES = ("/api/v1/work", "/api/v1/orders", "/api/v1/items", "/api/v1/stock")
HEADERS = {"authorization": f"Bearer {KEY}"}
PUBLISHED = {
    "greaterwms_published_list_per_s": 22.4,
    "greaterwms_published_putaway_per_s": 9.4,
    "greaterwms_published_written_mib_per_1000_picks": 1_116 * 1_000 / 1_024,
    "greaterwms_published_written_mib_per_1000_putaways": 883 * 1_000 / 1_024,
    "greaterwms_published_written_kib_by_a_list": 204.0,
}
"""With 8 clients; its own figures, by process write_bytes."""


class Site:
    """A served site with the work that is left."""

    def __init__(self, process: subprocess.Popen[str], work: Work) -> None:
        assert process.stdout is not None
        self.port = int(process.stdout.readline())
        self._pid = process.pid
        self._work = work

    def scans(self, round_: int) -> Outcome:
        """Picks."""
        return self._load(self._work.picks[round_ * SCANS : (round_ + 1) * SCANS])

    def receipts(self, round_: int) -> Outcome:
        """Receipts."""
        return self._load(self._work.receipts[round_ * RECEIPTS : (round_ + 1) * RECEIPTS])

    def putaways(self, round_: int) -> Outcome:
        """Putaways."""
        return self._load(self._work.putaways[round_ * PUTAWAYS : (round_ + 1) * PUTAWAYS])

    def talks(self, round_: int) -> Outcome:
        """Scans of people who pick order after order."""
        pickers = [
            talk_load.Picker(cookie, orders)
            for cookie, orders in zip(self._work.people, self._work.orders[round_], strict=True)
        ]
        return talk_load.talk(talk_load.Job(self.port, pickers, TALKS // CLIENTS))

    def empty(self, round_: int) -> Outcome:
        """Picks of a task that nobody made: refused after one look-up, they only commit."""
        return self._load(
            [
                f'{{"type":"confirm_pick","command_id":"{time.time_ns():x}-{round_}-{n}",'
                f'"task_id":"{NO_TASK}","location":"A-01-01-1","item":"I00001","quantity":1}}'
                for n in range(EMPTY)
            ]
        )

    def wave(self, number: int) -> float:
        """Seconds to allocate a wave, one command after the other."""
        return self._load(self._work.waves[number], clients=1).seconds

    def read(self) -> Outcome:
        """Pages, for a while; the last of them is a list of stock."""
        return [load(Job(self.port, page, HEADERS, CLIENTS, READ_S)) for page in PAGES][-1]

    def written(self) -> int:
        """Bytes this program has had written to disk so far."""
        lines = Path(f"/proc/{self._pid}/io").read_text().splitlines()
        (found,) = (line.split()[1] for line in lines if line.startswith("write_bytes:"))
        return int(found)

    def _load(self, bodies: list[str], clients: int = CLIENTS) -> Outcome:
        return load(Job(self.port, COMMANDS, HEADERS, clients, bodies=bodies))


class Taken(msgspec.Struct):
    """What the rounds of one site took, and what they had written."""

    outcomes: dict[str, list[Outcome]] = msgspec.field(default_factory=dict)
    waves: list[float] = msgspec.field(default_factory=list)
    written: dict[str, list[int]] = msgspec.field(default_factory=dict)

    def round(self, site: Site, turn: int) -> None:
        """Each kind of command; the first round warms up."""
        for kind, give in (
            ("scan", site.scans),
            ("empty", site.empty),
            ("talk", site.talks),
            ("receive", site.receipts),
            ("putaway", site.putaways),
        ):
            before = site.written()
            outcome = give(turn)
            if turn:
                self.outcomes.setdefault(kind, []).append(outcome)
                self.written.setdefault(kind, []).append(site.written() - before)


class BareSite:
    """The copy that is given the statements alone."""

    def __init__(self, process: subprocess.Popen[str], bare: Bare) -> None:
        assert process.stdout is not None
        self._port = int(process.stdout.readline())
        self._bare = bare

    def round(self, round_: int) -> dict[str, Outcome]:
        """Scans, and what people say."""
        scans = self._bare.scans[round_ * SCANS : (round_ + 1) * SCANS]
        turns = self._bare.turns[round_ * TALKS : (round_ + 1) * TALKS]
        return {
            kind: load(Job(self._port, COMMANDS, HEADERS, CLIENTS, bodies=bodies))
            for kind, bodies in (("scan", scans), ("talk", turns))
        }


def measure(seed: int, sizes: tuple[int, int], rounds: int) -> dict[str, float]:
    """Ratios of rounds in turn, and the medians behind them."""
    turns = rounds + 1
    need = Need(
        SCANS * turns,
        RECEIPTS * turns,
        PUTAWAYS * turns,
        waves=turns * WAVES,
        people=CLIENTS,
        orders_each=ORDERS_EACH,
        rounds=turns,
    )
    with contextlib.ExitStack() as stack:
        made = []
        for quants in sizes:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            made.append((folder, make(folder, quants, need, seed)))
        (folder, work), copy = made[0], Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = listen(folder, copy, work, TALKS * turns)
        # Served once both are there: handhelds lock when nothing is done with them for minutes.
        sites = {
            name: Site(stack.enter_context(_served(folder)), work)
            for name, (folder, work) in zip(SITES, made, strict=True)
        }
        alone = BareSite(stack.enter_context(_served(copy, "again")), bare)
        return measured(sites, alone, rounds)


def measured(sites: Mapping[str, Site], alone: BareSite, rounds: int) -> dict[str, float]:
    """The same of sites that are served already."""
    taken = {name: Taken() for name in SITES}
    bare: dict[str, list[Outcome]] = {"scan": [], "talk": []}
    for turn in range(rounds + 1):
        for name in sorted(SITES, reverse=bool(turn % 2)):
            taken[name].round(sites[name], turn)
        outcomes = alone.round(turn)
        waves = _waves(sites, turn)
        if turn:  # the first one warms up
            for name in SITES:
                taken[name].waves.append(waves[name])
            for kind, outcome in outcomes.items():
                bare[kind].append(outcome)
    small = sites["small"]
    small.read()
    before = small.written()
    pages = small.read()
    return {
        **_figures(taken),
        **_bounds(taken["small"], bare),
        "small_list_per_s": pages.per_s,
        "written_kib_by_reads": (small.written() - before) / 1_024,
    }


def _waves(sites: Mapping[str, Site], turn: int) -> dict[str, float]:
    """The mean of some waves at each site, in turn."""
    total = dict.fromkeys(SITES, 0.0)
    for number in range(turn * WAVES, (turn + 1) * WAVES):
        for name in sorted(SITES, reverse=bool(number % 2)):
            total[name] += sites[name].wave(number)
    return {name: seconds / WAVES for name, seconds in total.items()}


def _bounds(small: Taken, bare: Mapping[str, list[Outcome]]) -> dict[str, float]:
    """What would be left if deciding and recording cost nothing but SQLite's own work."""
    figures: dict[str, float] = {}
    for kind, outcomes in bare.items():
        for share in ("p50", "p99"):
            alone = [getattr(outcome, f"{share}_ms") for outcome in outcomes]
            found = ratio(alone, _of(small, "empty", share))
            figures.update(found.figures(f"{kind}_sql_alone_{share}_vs_empty"))
    return figures


def _figures(taken: Mapping[str, Taken]) -> dict[str, float]:
    small, big = (taken[name] for name in SITES)
    ratios: dict[str, Ratio] = {}
    for share in ("p50", "p99"):
        for kind in ("scan", "talk"):
            ours = _of(small, kind, share)
            ratios[f"{kind}_{share}_vs_empty"] = ratio(ours, _of(small, "empty", share))
        for kind in KINDS:
            grown = ratio(_of(big, kind, share), _of(small, kind, share))
            ratios[f"{kind}_{share}_growth"] = grown
    ratios["wave_growth"] = ratio(big.waves, small.waves)
    figures: dict[str, float] = {}
    for name, one in ratios.items():
        figures.update(one.figures(name))
    for kind, steps, word in (
        ("scan", SCANS, "scans"), ("talk", TALKS, "talks"), ("putaway", PUTAWAYS, "putaways"),
    ):  # fmt: skip
        # The mean: carrying over the log falls into some rounds and not into others.
        written = statistics.mean(small.written[kind])
        figures[f"written_mib_per_1000_{word}"] = written / steps * 1_000 / 2**20
    for name, one_site in taken.items():
        for kind, outcomes in one_site.outcomes.items():
            figures[f"{name}_{kind}_per_s"] = statistics.median(one.per_s for one in outcomes)
            for share in ("p50", "p99"):
                figures[f"{name}_{kind}_{share}_ms"] = statistics.median(_of(one_site, kind, share))
        figures[f"{name}_wave_s"] = statistics.median(one_site.waves)
    return figures


def _of(taken: Taken, kind: str, share: str) -> list[float]:
    return [getattr(outcome, f"{share}_ms") for outcome in taken.outcomes[kind]]


@contextlib.contextmanager
def _served(folder: Path, mode: str = "group") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.scan.server", str(folder), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
