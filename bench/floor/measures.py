"""Rounds of each kind of command at both sites in turn, by clients in a process of their own."""

import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.floor.site import Need, Work, make
from bench.http_load import Job, Outcome, load
from bench.repeats import Ratio, ratio
from bench.scan.site import KEY

CLIENTS = 8
SCANS, RECEIPTS, EMPTY = 1_000, 300, 1_000
READ_S = 1.0
COMMANDS = "/api/v1/commands"
PAGES = ("/api/v1/stock", "/api/v1/work", "/api/v1/orders", "/api/v1/items")
HEADERS = {"authorization": f"Bearer {KEY}"}
PUBLISHED = {
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

    def empty(self, round_: int) -> Outcome:
        """Commands that only commit."""
        return self._load(
            [
                f'{{"type":"arrive_asn","command_id":"{time.time_ns():x}-{round_}-{n}",'
                '"asn":"NOT-HERE","dock":"DOCK-1"}'
                for n in range(EMPTY)
            ]
        )

    def wave(self, round_: int) -> float:
        """Seconds to allocate a wave, one command after the other."""
        return self._load(self._work.waves[round_], clients=1).seconds

    def read(self) -> None:
        """Pages, for a while."""
        for page in PAGES:
            load(Job(self.port, page, HEADERS, CLIENTS, READ_S))

    def written(self) -> int:
        """Bytes this program has had written to disk so far."""
        lines = Path(f"/proc/{self._pid}/io").read_text().splitlines()
        (found,) = (line.split()[1] for line in lines if line.startswith("write_bytes:"))
        return int(found)

    def _load(self, bodies: list[str], clients: int = CLIENTS) -> Outcome:
        return load(Job(self.port, COMMANDS, HEADERS, clients, bodies=bodies))


def measure(seed: int, sizes: tuple[int, int], rounds: int) -> dict[str, float]:
    """Ratios of rounds in turn, and the medians behind them."""
    turns = rounds + 1  # the first warms up
    need = Need(picks=SCANS * turns, receipts=RECEIPTS * turns, waves=turns)
    found: dict[str, dict[str, list[Outcome]]] = {"small": {}, "big": {}}
    waves: dict[str, list[float]] = {"small": [], "big": []}
    written: list[int] = []
    with contextlib.ExitStack() as stack:
        sites: dict[str, Site] = {}
        for name, quants in zip(found, sizes, strict=True):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            work = make(folder, quants, need, seed)
            sites[name] = Site(stack.enter_context(_served(folder)), work)
        for turn in range(turns):
            for name in sorted(sites, reverse=bool(turn % 2)):
                site = sites[name]
                before = site.written()
                scans = site.scans(turn)
                if name == "small":
                    written.append(site.written() - before)
                taken = {
                    "scan": scans, "empty": site.empty(turn), "receive": site.receipts(turn)
                }  # fmt: skip
                wave_s = site.wave(turn)
                if turn:
                    waves[name].append(wave_s)
                    for kind, outcome in taken.items():
                        found[name].setdefault(kind, []).append(outcome)
        small = sites["small"]
        small.read()
        before = small.written()
        small.read()
        by_reads = small.written() - before
    return {
        **_figures(found, waves),
        "written_mib_per_1000_scans": statistics.median(written[1:]) / SCANS * 1_000 / 2**20,
        "written_kib_by_reads": by_reads / 1_024,
    }


def _figures(
    found: dict[str, dict[str, list[Outcome]]], waves: dict[str, list[float]]
) -> dict[str, float]:
    def of(name: str, kind: str, share: str) -> list[float]:
        return [getattr(outcome, f"{share}_ms") for outcome in found[name][kind]]

    ratios: dict[str, Ratio] = {}
    for share in ("p50", "p99"):
        ratios[f"scan_{share}_vs_empty"] = ratio(
            of("small", "scan", share), of("small", "empty", share)
        )
        for kind in ("scan", "receive"):
            ratios[f"{kind}_{share}_growth"] = ratio(
                of("big", kind, share), of("small", kind, share)
            )
    ratios["wave_growth"] = ratio(waves["big"], waves["small"])
    figures: dict[str, float] = {}
    for name, one in ratios.items():
        figures.update(one.figures(name))
    for name, kinds in found.items():
        for kind, outcomes in kinds.items():
            figures[f"{name}_{kind}_per_s"] = statistics.median(one.per_s for one in outcomes)
            for share in ("p50", "p99"):
                figures[f"{name}_{kind}_{share}_ms"] = statistics.median(of(name, kind, share))
        figures[f"{name}_wave_s"] = statistics.median(waves[name])
    return figures


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bench.scan.server", str(folder), "group"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
