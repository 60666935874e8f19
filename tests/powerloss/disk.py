"""A disk that remembers what was asked of it, and what it could hold after the power went.

The model (512-byte sectors, as a drive guarantees no more): all that a completed sync of its file
covers is there; each sector written later is there with some probability, in any order; a truncate
or an unlink that no directory sync covers may or may not have happened.

`RecordingDisk` must become the process's default VFS before the checksum VFS is loaded, so that it
lies beneath it; hence these tests run in a process of their own.
"""

import random
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import apsw

SECTOR_BYTES = 512
SURVIVAL = (0.0, 0.5, 0.9, 1.0)
NAME = "recording"


class Step(Enum):
    """What the disk was asked to do."""

    OPEN = "open"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"
    SYNC_DIRECTORY = "sync directory"
    ACKNOWLEDGE = "acknowledge"


class Event(NamedTuple):
    """One step, in the order in which it was asked for."""

    step: Step
    file: str = ""
    offset: int = 0
    data: bytes = b""
    number: int = 0


class Journal:
    """All events under one folder, while it is being recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self.writes_left = 0
        self.fails_in = 0
        self.full = False
        self.dead = False

    def acknowledge(self, number: int) -> None:
        """The caller was told that operation `number` is durable."""
        self.events.append(Event(Step.ACKNOWLEDGE, number=number))

    def step(self, event: Event) -> None:
        """Note an event before it is done; raises once the power is gone."""
        if self.dead:
            raise apsw.IOError("no power")
        if self.full and event.step is Step.WRITE:
            raise apsw.FullError("no space")
        if self.fails_in and event.step in _FALLIBLE:
            self.fails_in -= 1
            self.dead = not self.fails_in
            if self.dead:
                raise apsw.IOError("a write failed")
        self.events.append(event)
        if self.writes_left:
            self.writes_left -= 1
            self.dead = not self.writes_left

    def synced_directory(self) -> None:
        """The program synced the folder itself."""
        self.events.append(Event(Step.SYNC_DIRECTORY))


_FALLIBLE = frozenset({Step.WRITE, Step.TRUNCATE, Step.SYNC})


class RecordingDisk(apsw.VFS):
    """Passes everything on to the real disk and notes what happens under the journal's folder."""

    def __init__(self) -> None:
        self._journals: dict[Path, Journal] = {}
        super().__init__(NAME, "unix", makedefault=True)

    def record(self, folder: Path) -> Journal:
        """Keep a journal of everything under this folder from now on."""
        journal = self._journals[folder] = Journal(folder)
        return journal

    def forget(self, folder: Path) -> None:
        """No longer."""
        self._journals.pop(folder, None)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        shown = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        return _RecordingFile(self, shown, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.note(Event(Step.DELETE, filename))
        super().xDelete(filename, syncdir)
        if syncdir:
            self.note(Event(Step.SYNC_DIRECTORY, filename))

    def note(self, event: Event) -> None:
        """Keep an event if it concerns the recorded folder."""
        path = Path(event.file)
        journal = self._journals.get(path.parent)
        if journal is not None:
            journal.step(event._replace(file=path.name))


class _RecordingFile(apsw.VFSFile):
    def __init__(
        self,
        disk: RecordingDisk,
        shown: str,
        name: str | apsw.URIFilename | None,
        flags: list[int],
    ) -> None:
        self._disk = disk
        self._name = shown
        super().__init__("unix", name, flags)
        disk.note(Event(Step.OPEN, shown))

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.note(Event(Step.WRITE, self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        self._disk.note(Event(Step.TRUNCATE, self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.note(Event(Step.SYNC, self._name))


class _File:
    """A file's durable bytes, and the steps a power cut may lose."""

    def __init__(self) -> None:
        self.durable = bytearray()
        self.pending: list[Event] = []


class Image(NamedTuple):
    """What lies on the disk after the cut, and what had been acknowledged before it."""

    files: dict[str, bytes]
    acknowledged: int


def after_cut(events: Iterable[Event], chance: random.Random, survival: float) -> Image:
    """One of the states the disk may be in after these events and a power cut."""
    files: dict[str, _File] = {}
    unlinked: dict[str, _File] = {}
    acknowledged = 0
    for event in events:
        match event.step:
            case Step.ACKNOWLEDGE:
                acknowledged = max(acknowledged, event.number)
            case Step.OPEN:
                files.setdefault(event.file, _File())
            case Step.WRITE | Step.TRUNCATE:
                files.setdefault(event.file, _File()).pending.append(event)
            case Step.SYNC:
                _make_durable(files.setdefault(event.file, _File()))
            case Step.DELETE:
                unlinked[event.file] = files.pop(event.file, _File())
            case Step.SYNC_DIRECTORY:
                unlinked.clear()
    for name, file in unlinked.items():
        if name not in files and chance.random() < 0.5:
            files[name] = file
    survived = {name: _survivor(file, chance, survival) for name, file in files.items()}
    return Image(survived, acknowledged)


def _make_durable(file: _File) -> None:
    for event in file.pending:
        _apply(file.durable, event)
    file.pending.clear()


def _survivor(file: _File, chance: random.Random, survival: float) -> bytes:
    content = bytearray(file.durable)
    for event in file.pending:
        if event.step is Step.TRUNCATE:
            if chance.random() < survival:
                _apply(content, event)
            continue
        for piece in _sectors(event):
            if chance.random() < survival:
                _apply(content, piece)
    return bytes(content)


def _sectors(event: Event) -> Iterable[Event]:
    at = 0
    while at < len(event.data):
        length = SECTOR_BYTES - (event.offset + at) % SECTOR_BYTES
        yield event._replace(offset=event.offset + at, data=event.data[at : at + length])
        at += length


def _apply(content: bytearray, event: Event) -> None:
    if event.step is Step.TRUNCATE:
        if event.offset < len(content):
            del content[event.offset :]
        else:
            content.extend(bytes(event.offset - len(content)))
        return
    end = event.offset + len(event.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[event.offset : end] = event.data
