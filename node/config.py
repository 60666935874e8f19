"""Settings: TOML decoded into a frozen struct; environment over file, flags over environment.

A program declares one struct whose fields are structs (the sections). `load` refuses keys it does
not know, wherever they come from, and names them.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar, get_origin

import msgspec

from node.errors import OperatorError

T = TypeVar("T", bound=msgspec.Struct)


class ConfigError(OperatorError):
    """A setting that is unknown or of the wrong shape; the text says which and where."""


def load(
    kind: type[T],
    file: Path | None,
    environment: Mapping[str, str],
    *,
    prefix: str,
    flags: Mapping[str, object] | None = None,
) -> T:
    """The settings. `flags` are `section.key` → value, None meaning not given."""
    tree: dict[str, object] = _read(file) if file is not None else {}
    _overlay(tree, _from_environment(kind, environment, prefix))
    _overlay(tree, {name: value for name, value in (flags or {}).items() if value is not None})
    try:
        return msgspec.convert(tree, kind, strict=False)
    except msgspec.ValidationError as error:
        where = f"{file}: " if file is not None else ""
        raise ConfigError(f"{where}{error}") from error


def load_folder(
    kind: type[T],
    folder: Path,
    file_name: str,
    environment: Mapping[str, str],
    *,
    prefix: str,
    flags: Mapping[str, object] | None = None,
) -> T:
    """The settings of a data folder; its file may be missing."""
    file = folder / file_name
    return load(
        kind,
        file if file.exists() else None,
        environment,
        prefix=prefix,
        flags={**(flags or {}), "folder": str(folder)},
    )


def environment_names(kind: type[msgspec.Struct], prefix: str) -> dict[str, str]:
    """Every variable a program listens to → its `section.key`."""
    names: dict[str, str] = {}
    for section in msgspec.structs.fields(kind):
        if not _is_struct(section.type):
            names[f"{prefix}_{section.name}".upper()] = section.name
            continue
        for field in msgspec.structs.fields(section.type):
            name = f"{prefix}_{section.name}_{field.name}".upper()
            names[name] = f"{section.name}.{field.name}"
    return names


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error


def _from_environment(
    kind: type[msgspec.Struct], environment: Mapping[str, str], prefix: str
) -> dict[str, object]:
    names = environment_names(kind, prefix)
    given = {name: value for name, value in environment.items() if name.startswith(f"{prefix}_")}
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise ConfigError(f"unknown environment variable {unknown[0]}; known: {', '.join(names)}")
    values: dict[str, object] = {}
    for name, text in given.items():
        path = names[name]
        values[path] = _split(text) if _is_list(kind, path) else text
    return values


def _overlay(tree: dict[str, object], values: Mapping[str, object]) -> None:
    for path, value in values.items():
        section, _, key = path.rpartition(".")
        if not section:
            tree[key] = value
            continue
        branch = tree.setdefault(section, {})
        if not isinstance(branch, dict):
            raise ConfigError(f"{section} must be a section")
        branch[key] = value


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_list(kind: type[msgspec.Struct], path: str) -> bool:
    section, _, key = path.rpartition(".")
    if section:
        kind = next(field.type for field in msgspec.structs.fields(kind) if field.name == section)
    found = next(field.type for field in msgspec.structs.fields(kind) if field.name == key)
    return get_origin(found) in (tuple, list)
