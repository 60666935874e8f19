"""`doctor`: looks at the machine under a node and says what is wrong before it hurts."""

import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import apsw
import msgspec

from node.forgetting import read_kept
from node.keys import KeyFileError, load_secret
from node.lock import holder_of
from node.sections import Http
from sync.core.clock import hlc_ms
from sync.store.sqlite import Damaged, Options
from sync.store.sqlite.keys import last_of
from sync.store.sqlite.open import open_reader

SQLITE_MIN = (3, 51, 3)
"""Older versions can corrupt a WAL when a checkpoint and a write meet (fixed in 3.51.3)."""
FSYNC_S_MIN = 0.000_05
FSYNC_S_MAX = 0.050
FSYNC_PROBES = 20
CLOCK_MS_MIN = 1_735_689_600_000
"""2025 in UTC: nothing of ours is older."""
CLOCK_BEHIND_MS_MAX = 5 * 60_000
# H rises along a stream, so its last record tells; going over all of them would take minutes.
_LAST_HLC = "SELECT max({}) FROM s_stream s".format(last_of("hlc", "s.id"))  # noqa: S608 - own text


class Subject(msgspec.Struct, frozen=True):
    """What is looked at, and how its program speaks of it."""

    node: str
    """`site` or `hub`."""
    made_by: str
    secrets: str
    """What people type that must not be read on the way."""
    folder: Path
    database: Path
    keys: tuple[str, ...]
    pages: Path
    http: Http
    free_bytes_min: int
    free_bytes_warn: int
    further: "tuple[Finding, ...]" = ()
    """What only this program can look at."""


class Finding(msgspec.Struct, frozen=True):
    """One look at one thing. level: ok, warn or bad."""

    name: str
    level: str
    detail: str


class Examined(msgspec.Struct, frozen=True):
    """All findings; `ok` when none is bad."""

    ok: bool
    findings: list[Finding]


def examine(subject: Subject, wall_ms: Callable[[], int]) -> Examined:
    """Looks only; the one thing it writes is a probe file."""
    findings = [_sqlite(), _folder(subject)]
    if subject.folder.is_dir():
        findings += [
            *(_key(subject.folder / name) for name in subject.keys),
            _database(subject.database),
            _fsync(subject.folder),
            _space(subject),
            _clock(subject.database, wall_ms()),
            _log(subject.database, wall_ms()),
            _port(subject),
            _transport(subject),
            _pages(subject.pages),
        ]
    findings += subject.further
    return Examined(all(finding.level != "bad" for finding in findings), findings)


def _sqlite() -> Finding:
    text = apsw.sqlite_lib_version()
    if tuple(int(part) for part in text.split(".")[:3]) < SQLITE_MIN:
        wanted = ".".join(str(part) for part in SQLITE_MIN)
        return Finding("sqlite", "bad", f"{text} can corrupt its log; at least {wanted} is needed")
    return Finding("sqlite", "ok", f"{text} (apsw {apsw.apsw_version()})")


def _folder(subject: Subject) -> Finding:
    folder = subject.folder
    if not folder.is_dir():
        told = f"{folder} is not there; make a {subject.node}: {subject.made_by}"
        return Finding("folder", "bad", told)
    if not os.access(folder, os.W_OK):
        return Finding("folder", "bad", f"{folder} cannot be written by this user")
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        return Finding("folder", "warn", f"{folder} is open to others (mode {mode:o})")
    return Finding("folder", "ok", str(folder))


def _key(path: Path) -> Finding:
    try:
        load_secret(path)
    except KeyFileError as error:
        return Finding(path.name, "bad", str(error))
    return Finding(path.name, "ok", "mode 600")


def _database(database: Path) -> Finding:
    if not database.exists():
        return Finding("database", "bad", f"{database} is not there; restore a backup")
    try:
        answer = _ask(database, "PRAGMA quick_check(1)")
    except (apsw.Error, Damaged) as error:
        return Finding("database", "bad", f"{database}: {error}")
    return Finding("database", "ok" if answer == "ok" else "bad", str(answer))


def _ask(database: Path, question: str) -> object:
    connection = open_reader(database, Options())
    try:
        return connection.execute(question).get
    finally:
        connection.close()


def _fsync(folder: Path) -> Finding:
    """A disk that answers too fast lies: it keeps the data in a cache that a power cut empties."""
    times = []
    probe = folder / "probe"
    try:
        with probe.open("wb") as file:
            for _ in range(FSYNC_PROBES):
                file.write(b"\0" * 4096)
                file.flush()
                start = time.perf_counter()
                os.fsync(file.fileno())
                times.append(time.perf_counter() - start)
        probe.unlink()
    except OSError as error:
        return Finding("fsync", "bad", f"{folder} cannot be written: {error.strerror}")
    return judge_fsync(median(times))


def judge_fsync(taken_s: float) -> Finding:
    """What the time of one fsync says about the disk."""
    text = f"{taken_s * 1000:.2f} ms"
    if taken_s < FSYNC_S_MIN:
        text += ": too fast to be true; check the disk's write cache"
    elif taken_s > FSYNC_S_MAX:
        text += ": slow; every scan and every change waits for it"
    else:
        return Finding("fsync", "ok", text)
    return Finding("fsync", "warn", text)


def _space(subject: Subject) -> Finding:
    free = shutil.disk_usage(subject.folder).free
    text = f"{free / (1 << 30):.1f} GiB free"
    if free < subject.free_bytes_min:
        return Finding("disk", "bad", f"{text}: writes are refused")
    return Finding("disk", "warn" if free < subject.free_bytes_warn else "ok", text)


def _clock(database: Path, now_ms: int) -> Finding:
    if now_ms < CLOCK_MS_MIN:
        return Finding("clock", "bad", "the clock was never set")
    try:
        last = _ask(database, _LAST_HLC)
    except (apsw.Error, Damaged):
        last = None
    if isinstance(last, int) and hlc_ms(last) - now_ms > CLOCK_BEHIND_MS_MAX:
        behind_s = (hlc_ms(last) - now_ms) // 1000
        return Finding("clock", "bad", f"{behind_s} s behind what has been recorded already")
    return Finding("clock", "ok", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now_ms / 1000)))


def _log(database: Path, now_ms: int) -> Finding:
    """How far the log reaches back, and since when it may be forgotten."""
    try:
        connection = open_reader(database, Options())
        try:
            kept = read_kept(connection, now_ms)
        finally:
            connection.close()
    except (apsw.Error, Damaged) as error:
        return Finding("log", "warn", f"cannot be measured: {error}")
    text = f"{kept.records} records with their bodies"
    if kept.stable_age_s is None:
        return Finding("log", "ok", f"{text}; nothing is stable yet")
    age_h = kept.stable_age_s / 3600
    return Finding(
        "log", "ok", f"{text}; the stable clock of the slowest scope is {age_h:.1f} h old"
    )


def _port(subject: Subject) -> Finding:
    if holder_of(subject.folder) is not None:
        return Finding("port", "ok", f"the {subject.node} is being served now")
    host, port = subject.http.host, subject.http.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return Finding("port", "bad", f"{host}:{port}: {error.strerror}")
    return Finding("port", "ok", f"{host}:{port} is free")


def _transport(subject: Subject) -> Finding:
    http = subject.http
    if http.tls_certificate:
        for path in (http.tls_certificate, http.tls_key):
            if not Path(path).is_file():
                return Finding("tls", "bad", f"{path!r} is not there")
        return Finding("tls", "ok", http.tls_certificate)
    if http.host in ("127.0.0.1", "::1", "localhost"):
        return Finding("tls", "ok", "not needed: this machine only")
    told = f"{http.host} is served without TLS: {subject.secrets} travel in the clear"
    return Finding("tls", "warn", told)


def _pages(pages: Path) -> Finding:
    if (pages / "index.html").is_file():
        return Finding("pages", "ok", str(pages))
    return Finding("pages", "warn", "the page has not been built; the API works")
