"""A backup counts only after it was proved; until then its file does not bear its name."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import apsw

from node.errors import OperatorError
from node.proof import Progress
from sync.store.sqlite import Damaged, Options
from sync.store.sqlite.backup import copy_to, install_file

T = TypeVar("T")
CHUNK_BYTES = 1 << 20


class BackupError(OperatorError):
    """No backup was made, or the one given is not taken; the text says why."""


def proved_copy(
    database: Path,
    target: Path,
    options: Options,
    progress: Progress,
    prove: Callable[[Path], T],
) -> T:
    """Copy what is committed, beside a running program, and give it its name once `prove`, which
    raises if the copy is not good, has returned; its answer."""
    if target.exists():
        raise BackupError(f"{target} exists already and is kept")
    if not database.exists():
        raise BackupError(f"{database.parent} holds no database")
    target.parent.mkdir(parents=True, exist_ok=True)
    making = target.with_name(f"{target.name}.new")
    making.unlink(missing_ok=True)
    progress("copy", 0, 1)
    try:
        copy_to(database, making, options)
        progress("copy", 1, 1)
        proved = prove(making)
    except (apsw.Error, Damaged, OperatorError) as error:
        making.unlink(missing_ok=True)
        raise BackupError(f"the backup failed: {error}") from error
    install_file(making, target)
    return proved


def file_digest(file: Path) -> str:
    """SHA-256 of a file of any size, in hex."""
    digest = sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
