"""A pin, a program, a package or an allow row that is wrong is found."""

import click
import pytest

from tests.tidy.project import check_allowances, check_clashes, check_pins, check_scripts
from tests.tidy.tree import Allowed, Tree

PROJECT = """
[project]
dependencies = ["msgspec>=0.20", "sqlite-utils>=4", "uvloop>=0.22; sys_platform != 'win32'"]
optional-dependencies.test = ["pytest>=8"]
scripts.holdfast-edge = "edge.cli:main"
[tool.importlinter]
root_packages = ["sync", "models"]
"""
PINS = """# why
msgspec==0.22.0
pytest==9.2.0
sqlite_utils==4.2.1
uvloop==0.23.0; sys_platform != 'win32'
"""


def tree(pins: str = PINS) -> Tree:
    return Tree({"pyproject.toml": PROJECT, "constraints.txt": pins})


def test_pins_for_everything_are_left_alone() -> None:
    assert check_pins(tree()) == []


@pytest.mark.parametrize(
    "pins",
    [
        PINS.replace("msgspec==0.22.0\n", ""),
        PINS.replace("==9.2.0", ">=9"),
        PINS + "--index-url=x==1",
        PINS + "apsw @ file:apsw==1",
        PINS + "apsw==3; ./wheels/",
    ],
)
def test_a_missing_or_loose_pin_or_an_address_is_found(pins: str) -> None:
    assert check_pins(tree(pins)) != []


def test_a_program_that_cannot_be_called_is_found() -> None:
    assert len(check_scripts(tree(), lambda name: None)) == 1
    assert check_scripts(tree(), click.Command) == []


def test_a_foreign_package_with_a_name_of_ours_is_found() -> None:
    assert len(check_clashes(tree(), {"sync": ["stranger", "holdfast"]})) == 1
    assert check_clashes(tree(), {"sync": ["holdfast"], "click": ["click"]}) == []


def test_an_allow_row_without_a_reason_or_a_file_is_found() -> None:
    rows = [
        Allowed("pyproject.toml", " "),
        Allowed("edge/*", "a reason"),
        Allowed("*.txt", "a reason"),
    ]
    assert [each.said for each in check_allowances(tree(), rows)] == [
        "edge/*: matches no file",
        "pyproject.toml: gives no reason",
    ]
