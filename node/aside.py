"""A damaged database is set aside, never deleted, and its operator is told what to do."""

from datetime import UTC, datetime
from pathlib import Path

from node.keys import fsync_folder

_PARTS = ("", "-wal", "-shm", ".head")


def set_aside(database: Path, now_ms: int) -> Path:
    """Move the database's files into a dated folder of their own beside it."""
    folder = database.parent
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = folder / f"aside-{stamp}"
    number = 1
    while aside.exists():
        number += 1
        aside = folder / f"aside-{stamp}-{number}"
    aside.mkdir()
    for part in _PARTS:
        file = folder / f"{database.name}{part}"
        if file.exists():
            file.replace(aside / file.name)
    fsync_folder(aside)
    fsync_folder(folder)
    return aside


def damage_text(what: str, aside: Path, remedy: str) -> str:
    """What a person needs to know about a database that was set aside."""
    return (
        f"the database is damaged ({what}). Its files are kept in {aside}; nothing was deleted. "
        f"{remedy}"
    )
