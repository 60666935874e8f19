"""The measures of the sync bench; each returns its figures by name."""

import gc
import random
import statistics
from collections.abc import Callable
from pathlib import Path

import msgspec
import zstandard

from bench.repeats import interleave, ratio, seconds
from bench.sync.contenders import SCOPE, Plain, Replica
from bench.sync.workload import BULK, FEW, ROWS, UPDATES, batches, edits, rows

ROUNDS = 5
BULK_ROUNDS, BATCHES = 15, 41
LEVEL = 3


def bulk_writes(folder: Path, chance: random.Random) -> dict[str, float]:
    """Bulk inserts into a warm pair, transaction by transaction in turn: what holds one of them up
    for a moment is not laid at the other's door."""
    ours, plain = list[float](), list[float]()
    for number in range(BULK_ROUNDS):
        new = rows(chance, ROWS + BULK)
        one, other = Replica(folder / f"ours{number}", 1), Plain(folder / f"plain{number}.db")
        gc.collect()
        took = [
            (seconds(lambda: one.insert(piece)), seconds(lambda: other.insert(piece)))  # noqa: B023 - called here
            for piece in batches(new, BULK)
        ][1:]
        ours.append(sum(first for first, _ in took))
        plain.append(sum(second for _, second in took))
        one.close()
        other.close()
    rate = {"bulk_write_rows_per_s": ROWS / statistics.median(ours)}
    return ratio(plain, ours).figures("bulk_write_vs_plain") | rate


def local_writes(folder: Path, chance: random.Random) -> dict[str, float]:
    """Bulk inserts, edits in tens, and a second replica taking it all; fresh files each round."""
    new, changes = rows(chance), edits(chance, UPDATES)
    plain_tens: dict[int, float] = {}
    our_tens: dict[int, float] = {}

    def plain(number: int) -> float:
        one = Plain(folder / f"plain{number}.db")
        inserted = seconds(lambda: one.insert(new))
        plain_tens[number] = seconds(lambda: one.update(changes))
        one.close()
        return inserted + plain_tens[number]

    def replica(number: int) -> float:
        one, two = _pair(folder / f"ours{number}")
        one.insert(new)
        our_tens[number] = seconds(lambda: one.update(changes))
        sent = one.sealed_behind(two.head(one.stream))
        merged = seconds(lambda: two.take(sent))
        assert one.store.digest(SCOPE) == two.store.digest(SCOPE)
        one.close()
        two.close()
        return merged

    measured = interleave({"plain": plain, "merge": replica}, rounds=ROUNDS)
    rounds = range(ROUNDS)
    tens = ratio([plain_tens[n] for n in rounds], [our_tens[n] for n in rounds])
    return (
        tens.figures("updates_in_tens_vs_plain")
        | ratio(measured["plain"], measured["merge"]).figures("full_merge_vs_plain")
        | {"full_merge_changes_per_s": (len(new) + len(changes)) / min(measured["merge"])}
    )


def batch_of_a_thousand(folder: Path, chance: random.Random) -> dict[str, float]:
    """A thousand edits made in tens: read out, and applied elsewhere in one go."""
    new = rows(chance)
    plain = Plain(folder / "plain.db")
    one, two = _pair(folder / "ours")
    plain.insert(new)
    one.insert(new)
    two.take(one.sealed_behind(two.head(one.stream)))
    read: list[float] = []

    def apply_plain(_: int) -> float:
        changes = edits(chance, BULK)
        return seconds(lambda: plain.update(changes, BULK))

    def apply_ours(number: int) -> float:
        one.update(edits(chance, BULK))
        one.store.seal()
        after = two.head(one.stream).seq
        took = seconds(lambda: one.store.extract(one.stream, after, 1 << 20))
        if number >= 0:
            read.append(took)
        sent = one.sealed_behind(two.head(one.stream))
        return seconds(lambda: two.take(sent))

    measured = interleave({"plain": apply_plain, "ours": apply_ours}, rounds=BATCHES)
    figures = ratio(measured["ours"], measured["plain"]).figures("batch_apply_vs_plain_time")
    figures |= ratio(read, measured["plain"]).figures("batch_extract_vs_plain_time")
    for each in (plain, one, two):
        each.close()
    return figures


def wire(folder: Path, chance: random.Random) -> dict[str, float]:
    """Bytes per change of two fields, and what a row carries beside its values."""
    one, _ = _pair(folder / "ours")
    one.insert(rows(chance))
    before = one.store.vector()[one.stream]
    one.update(edits(chance, UPDATES))
    sent = one.sealed_behind(before)
    bodies = [body for batch in sent for body in batch.bodies]
    raw = sum(map(len, bodies)) / UPDATES
    thousand = [list(piece) for piece in batches(bodies, BULK // FEW)]
    packed = [msgspec.msgpack.encode(piece) for piece in thousand]
    alone = zstandard.ZstdCompressor(level=LEVEL)
    squeezed = sum(len(alone.compress(piece)) for piece in packed) / UPDATES
    stream = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    flushed = 0
    for body in bodies:
        flushed += len(stream.compress(body))
        flushed += len(stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    held = one.store.connection.execute(
        "SELECT avg(length(_v) + ifnull(length(_x), 0) + 1) FROM item"
    ).fetchall()
    return {
        "wire_raw_bytes_per_change": raw,
        "wire_zstd_bytes_per_change": squeezed,
        "wire_zstd_stream_of_tens_bytes_per_change": flushed / UPDATES,
        "metadata_bytes_per_row": float(held[0][0] or 0),
    }


def snapshot(folder: Path, chance: random.Random) -> dict[str, float]:
    """A new replica from a file, against one that takes every record."""
    one, _ = _pair(folder / "source")
    one.insert(rows(chance))
    one.update(edits(chance, UPDATES))
    sent = one.sealed_behind(_empty(folder / "none", one).head(one.stream))

    def replay(number: int) -> float:
        other = _empty(folder / f"replay{number}", one)
        return _and_close(other, lambda: other.take(sent))

    def install(number: int) -> float:
        path = folder / f"scope{number}.snap"
        one.store.snapshot([SCOPE], path)
        other = _empty(folder / f"install{number}", one)
        took = _and_close(other, lambda: other.store.install_snapshot(path))
        path.unlink()
        return took

    measured = interleave({"replay": replay, "install": install}, rounds=ROUNDS)
    figures = ratio(measured["replay"], measured["install"]).figures("snapshot_vs_replay")
    figures["snapshot_make_s"] = seconds(lambda: one.store.snapshot([SCOPE], folder / "last.snap"))
    one.close()
    return figures


def _pair(folder: Path) -> tuple[Replica, Replica]:
    one, two = Replica(folder, 1), Replica(folder, 2)
    one.knows(two)
    two.knows(one)
    return one, two


def _empty(folder: Path, source: Replica) -> Replica:
    other = Replica(folder, 3)
    other.knows(source)
    return other


def _and_close(other: Replica, work: Callable[[], object]) -> float:
    took = seconds(work)
    other.close()
    return took
