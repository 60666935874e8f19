"""Files of a model cut into rows that replicate, and put together again."""

from collections.abc import Iterator, Mapping

from models.demand.manifest import ModelFile, check_file

PART_BYTES = 48_000
"""A record with one part stays far below what a frame takes, beside scans on a thin line."""


def part_key(file: ModelFile, index: int) -> str:
    """The key of the row that holds this part."""
    return f"{file.sha256}:{index}"


def part_keys(file: ModelFile) -> list[str]:
    """Those of all parts, in order."""
    return [part_key(file, index) for index in range(-(-file.size // PART_BYTES))]


def parts_of(file: ModelFile, body: bytes) -> Iterator[tuple[str, bytes]]:
    """Key and content of each part."""
    check_file(file, body)
    for index, key in enumerate(part_keys(file)):
        yield key, body[index * PART_BYTES : (index + 1) * PART_BYTES]


def whole(file: ModelFile, parts: Mapping[str, bytes]) -> bytes | None:
    """The file; None while parts are still on their way. ModelRefused where what came is not what
    the manifest names."""
    keys = part_keys(file)
    if any(key not in parts for key in keys):
        return None
    body = b"".join(parts[key] for key in keys)
    check_file(file, body)
    return body
