"""Settings: file, environment, flags; nothing unknown slips through."""

from pathlib import Path

import msgspec
import pytest

from node.config import ConfigError, load


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    port: int = 1
    names: tuple[str, ...] = ()
    on: bool = False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    http: Section = Section()
    folder: str = ""


def read(file: Path | None, environment: dict[str, str], **flags: object) -> Settings:
    named = {name.replace("__", "."): value for name, value in flags.items()}
    return load(Settings, file, environment, prefix="APP", flags=named)


def test_environment_goes_over_file_and_flags_over_both(tmp_path: Path) -> None:
    file = tmp_path / "app.toml"
    file.write_text('folder = "a"\n[http]\nport = 2\nnames = ["x"]\n')
    assert read(file, {}) == Settings(Section(2, ("x",)), "a")
    environment = {"APP_HTTP_PORT": "3", "APP_HTTP_NAMES": "y, z", "APP_HTTP_ON": "true"}
    assert read(file, environment) == Settings(Section(3, ("y", "z"), on=True), "a")
    assert read(file, environment, http__port=4, folder=None).http.port == 4


@pytest.mark.parametrize(
    ("text", "environment", "told"),
    [
        ("[http]\nprot = 1\n", {}, "prot"),
        ("[htpp]\n", {}, "htpp"),
        ("http = 3\n", {"APP_HTTP_PORT": "1"}, "http"),
        ("[http]\nport = 'x'\n", {}, "int"),
        ("[http", {}, "app.toml"),
        ("", {"APP_HTTP_PROT": "1"}, "APP_HTTP_PROT"),
    ],
)
def test_what_is_unknown_or_misshapen_is_named(
    tmp_path: Path, text: str, environment: dict[str, str], told: str
) -> None:
    file = tmp_path / "app.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=told):
        read(file, environment)


def test_variables_of_others_are_none_of_our_business() -> None:
    assert read(None, {"APPLE": "1", "HOME": "/"}) == Settings()
