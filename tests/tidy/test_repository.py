"""The repository as it stands obeys the house rules; each finding is a place and what to do."""

import importlib
import importlib.metadata
import tomllib

import click
import pytest

from tests.tidy import allowed
from tests.tidy.calls import check_calls
from tests.tidy.docs import check_docs
from tests.tidy.patterns import check_patterns
from tests.tidy.places import check_locks, check_places, check_top_level
from tests.tidy.project import check_allowances, check_clashes, check_pins, check_scripts
from tests.tidy.sizes import check_sizes
from tests.tidy.tree import ROOT, Finding, Tree, read_tree, report
from tests.tidy.words import check_words


@pytest.fixture(scope="module")
def tree() -> Tree:
    return read_tree(ROOT)


def program(name: str) -> click.Command | None:
    """The click command behind a script of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, attribute = project["scripts"].get(name, "").partition(":")
    if not module:
        return None
    try:
        command = getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        # Absent itself; what it imports and is absent is a fault to be seen.
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            return None
        raise
    return command if isinstance(command, click.Command) else None


def assert_none(findings: list[Finding]) -> None:
    if findings:
        pytest.fail(report(findings), pytrace=False)


def test_files_and_functions_are_small(tree: Tree) -> None:
    assert_none(check_sizes(tree))


def test_only_shells_touch_clock_chance_environment_and_screen(tree: Tree) -> None:
    assert_none([each for path, text in tree.named(".py") for each in check_calls(path, text)])


def test_no_pattern_lets_a_line_feed_through_at_its_end(tree: Tree) -> None:
    files = [each for each in tree.named(".py") if not each[0].startswith("tests/")]
    assert_none([each for path, text in files for each in check_patterns(path, text)])


def test_names_are_the_words_of_the_trade(tree: Tree) -> None:
    assert_none(check_words(tree))


def test_no_file_knows_the_machine_it_was_written_on(tree: Tree) -> None:
    assert_none(check_places(tree))


def test_lock_files_hold_no_addresses(tree: Tree) -> None:
    assert_none(check_locks(tree))


def test_only_the_house_lies_in_the_top_folder(tree: Tree) -> None:
    assert_none(check_top_level(tree))


def test_everything_the_docs_name_exists(tree: Tree) -> None:
    assert_none(check_docs(tree, program))


def test_every_program_of_the_project_can_be_called(tree: Tree) -> None:
    assert_none(check_scripts(tree, program))


def test_every_dependency_is_pinned_without_an_address(tree: Tree) -> None:
    assert_none(check_pins(tree))


def test_no_dependency_brings_a_package_with_a_name_of_ours(tree: Tree) -> None:
    assert_none(check_clashes(tree, importlib.metadata.packages_distributions()))


def test_every_exception_to_a_rule_gives_its_reason_and_names_files_that_exist(tree: Tree) -> None:
    tables = [rows for rows in vars(allowed).values() if isinstance(rows, tuple)]
    assert_none(check_allowances(tree, [row for table in tables for row in table]))
