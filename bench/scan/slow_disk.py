"""What of a commit's speed is the disk's: the same contenders where an fsync takes longer.

The disk of a machine in the cloud acknowledges within 0.2 ms; a consumer's SSD or a card takes 1 to
20. It is slowed by a layer that waits after each fsync, so the figures need no other hardware.
"""

import random
import statistics
import tempfile
import time
from pathlib import Path

import apsw

from bench.repeats import interleave, ratio
from bench.scan.commits import WARM_COMMITS, contenders

WAITS_MS = (0.3, 1.0, 3.0)
COMMITS = 30
ROUNDS = 20
VFS = "slow"


class _Disk(apsw.VFS):
    """The default one, with files that wait."""

    def __init__(self) -> None:
        super().__init__(VFS, "")
        self.wait_s = 0.0

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        """See apsw."""
        return _File(self, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk: _Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk

    def xSync(self, flags: int) -> None:
        """See apsw."""
        super().xSync(flags)
        if self._disk.wait_s:
            time.sleep(self._disk.wait_s)


def measure(seed: int) -> dict[str, float]:
    """`commit_full_vs_raw_plus_<ms>`: FULL, each fsync so many milliseconds longer; `…_us`: what
    raw SQLite's commit takes there."""
    disk, figures = _Disk(), dict[str, float]()
    for wait_ms in WAITS_MS:
        disk.wait_s = 0.0
        with tempfile.TemporaryDirectory() as folder:
            made = contenders(Path(folder), "full", COMMITS, random.Random(seed), VFS)
            for _ in range(-(-WARM_COMMITS // COMMITS)):
                for contender in made.values():
                    contender(0)
            disk.wait_s = wait_ms / 1_000
            measured = interleave(made, rounds=ROUNDS)
        name = f"commit_full_vs_raw_plus_{wait_ms:g}ms"
        figures.update(ratio(measured["raw"], measured["ours"]).figures(name))
        figures[f"commit_full_raw_plus_{wait_ms:g}ms_us"] = statistics.median(measured["raw"]) * 1e6
    return figures
