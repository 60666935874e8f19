"""Bounds of a file that a stranger may have made (facts: zip bombs, entities, huge sheets)."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from edge.intake.errors import IntakeError

FILE_BYTES_MAX = 50 << 20
CELLS_MAX = 2_000_000
"""A hundred thousand rows of the list with the most columns."""
COLUMNS_MAX = 100
CELL_CHARACTERS_MAX = 4_000
ZIP_ENTRIES_MAX = 500
ZIP_RATIO_MAX = 100
ZIP_BYTES_MAX = 256 << 20
_RATIO_FROM_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 20


def check_size(path: Path) -> None:
    """Raises IntakeError for a file that is empty or too large."""
    size = path.stat().st_size
    if size == 0:
        raise IntakeError("empty_file", "the file is empty")
    if size > FILE_BYTES_MAX:
        raise IntakeError("file_too_large", f"{size} bytes; at most {FILE_BYTES_MAX}")


def check_zip(path: Path) -> None:
    """Raises IntakeError for an XLSX that would unpack to far more than it weighs."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _check_xml(archive, entry)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise IntakeError("not_a_workbook", f"the file is no readable XLSX: {error}") from error


def _check_directory(path: Path, entries: list[ZipInfo]) -> None:
    if len(entries) > ZIP_ENTRIES_MAX:
        raise IntakeError("too_many_parts", f"{len(entries)} parts; at most {ZIP_ENTRIES_MAX}")
    total = sum(entry.file_size for entry in entries)
    packed = path.stat().st_size
    if total > ZIP_BYTES_MAX or (total > _RATIO_FROM_BYTES and total > ZIP_RATIO_MAX * packed):
        raise IntakeError("overcompressed", f"{packed} bytes would unpack to {total}")


def _check_xml(archive: ZipFile, entry: ZipInfo) -> None:
    """No document types, so no entities; no encodings that could hide one."""
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK_BYTES):
            if not tail and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
                raise IntakeError("strange_encoding", f"{entry.filename} is not UTF-8")
            window = tail + chunk
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise IntakeError("entities", f"{entry.filename} declares entities")
            tail = window[-16:]
