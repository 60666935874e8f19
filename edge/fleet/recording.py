"""What the fleet did, kept beside the database so that it can be watched again: a ring of files in
which pictures stand as changes. It is a convenience, not a record: a torn end costs its seconds.

A file begins with a whole picture and holds ten minutes. It is a sequence of blocks: four bytes
length, four bytes CRC-32, and that many bytes of a compressed list of changes.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from edge.fleet.changes import NOTHING, Change, applied, change_between, says_something
from edge.fleet.picture import FleetPicture

KEPT_MS = 48 * 3_600_000
KEPT_BYTES_MAX = 256 << 20
"""Twelve robots fill 12 MB a day, a hundred 80; a larger fleet is remembered for a shorter time."""
FILE_MS = 600_000
BATCH_MS = 10_000
ALIVE_MS = 60_000
"""Where nothing changes, this is said so often: what lies further apart is a gap."""
FRAMES_MAX = 900
_HEAD = struct.Struct(">II")
_SUFFIX = ".robots"
_CHANGES = msgspec.msgpack.Decoder(list[Change])


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch to be watched: the picture at its beginning, and what changed after. `until_ms`:
    how far it reaches; ask again from there. No picture where nothing was kept."""

    until_ms: int
    picture: FleetPicture | None = None
    changes: tuple[Change, ...] = ()


class Kept(msgspec.Struct, frozen=True):
    """From when to when something is kept; none where nothing is."""

    since_ms: int | None = None
    until_ms: int | None = None
    bytes: int = 0


class Batch(msgspec.Struct, frozen=True):
    """Changes on their way to a file. `begins`: they are its first."""

    file: Path
    begins: bool
    changes: tuple[Change, ...]


class Recording:
    """The ring in one folder. `see` and `rest` belong to the loop; the others may block, and one
    thread may read while another writes."""

    def __init__(
        self, folder: Path, kept_ms: int = KEPT_MS, kept_bytes_max: int = KEPT_BYTES_MAX
    ) -> None:
        self._folder, self._kept_ms, self._bytes_max = folder, kept_ms, kept_bytes_max
        self._last = NOTHING
        self._begun_ms: int | None = None
        self._begins = True
        self._waiting: list[Change] = []

    def see(self, picture: FleetPicture) -> Batch | None:
        """Take a picture in; what is to be written now."""
        now, full = picture.as_of_ms, None
        begun = self._begun_ms
        if begun is None or not self._last.as_of_ms <= now < begun + FILE_MS:
            full = self.rest()
            self._begun_ms, self._begins, self._last = now, True, NOTHING
        change = change_between(self._last, picture)
        if says_something(change) or now - self._last.as_of_ms >= ALIVE_MS:
            self._waiting.append(change)
            self._last = applied(self._last, change)
        is_due = bool(self._waiting) and now - self._waiting[0].at_ms >= BATCH_MS
        return full or (self.rest() if is_due else None)

    def rest(self) -> Batch | None:
        """What has gathered and was not given out yet."""
        if not self._waiting or self._begun_ms is None:
            return None
        file = self._folder / f"{self._begun_ms:013d}{_SUFFIX}"
        batch = Batch(file, self._begins, tuple(self._waiting))
        self._begins, self._waiting = False, []
        return batch

    def anew(self) -> None:
        """Something was not written: what comes next stands in a file of its own."""
        self._begun_ms, self._waiting = None, []

    def write(self, batch: Batch) -> None:
        """To disk; and where a file begins, what is too old goes."""
        body = zlib.compress(msgspec.msgpack.encode(batch.changes), level=6)
        self._folder.mkdir(parents=True, exist_ok=True)
        with batch.file.open("wb" if batch.begins else "ab") as out:
            out.write(_HEAD.pack(len(body), zlib.crc32(body)) + body)
        if batch.begins:
            self._forget(_begun(batch.file))

    def kept(self) -> Kept:
        """How far back one can look."""
        files = self._files()
        if not files:
            return Kept()
        last_ms = max((change.at_ms for change in _read(files[-1])), default=_begun(files[-1]))
        return Kept(_begun(files[0]), last_ms, sum(_size(file) for file in files))

    def replay(self, since_ms: int, until_ms: int, step_ms: int) -> Replay:
        """From the last picture at or before `since_ms`, else the first after; then a change each
        `step_ms` at most, and `FRAMES_MAX` in all."""
        first: FleetPicture | None = None
        shown, changes = NOTHING, list[Change]()
        for picture in self._pictures(since_ms, until_ms):
            if first is None or picture.as_of_ms <= since_ms:
                first = shown = picture
            elif picture.as_of_ms - shown.as_of_ms >= step_ms:
                changes.append(change_between(shown, picture))
                shown = picture
            if len(changes) == FRAMES_MAX:
                until_ms = shown.as_of_ms
                break
        return Replay(until_ms=until_ms, picture=first, changes=tuple(changes))

    def _pictures(self, since_ms: int, until_ms: int) -> Iterator[FleetPicture]:
        files = self._files()
        first = max(0, sum(_begun(file) <= since_ms for file in files) - 1)
        for file in files[first:]:
            picture = NOTHING
            for change in _read(file):
                if change.at_ms > until_ms:
                    return
                picture = applied(picture, change)
                yield picture

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_SUFFIX}"))

    def _forget(self, now_ms: int) -> None:
        files = self._files()
        sizes = [_size(file) for file in files]
        oldest_ms, total = now_ms - self._kept_ms, sum(sizes)
        for file, size in zip(files[:-1], sizes, strict=False):
            if _begun(file) + FILE_MS >= oldest_ms and total <= self._bytes_max:
                return
            file.unlink(missing_ok=True)
            total -= size


def _begun(file: Path) -> int:
    return int(file.stem)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0  # the ring went on meanwhile


def _read(file: Path) -> Iterator[Change]:
    """As far as the file is whole."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return
    at = 0
    while at + _HEAD.size <= len(content):
        length, check = _HEAD.unpack_from(content, at)
        body = content[at + _HEAD.size : at + _HEAD.size + length]
        if len(body) < length or zlib.crc32(body) != check:
            return
        yield from _CHANGES.decode(zlib.decompress(body))
        at += _HEAD.size + length
