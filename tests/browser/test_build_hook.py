"""The build hook: fresh pages cost nothing, and a failed build never ships."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.browser.servers import ROOT

NPM = """#!/bin/sh
echo "$@" >> "$HOLDFAST_NPM_LOG"
[ "$HOLDFAST_NPM_FAILS" = yes ] && { echo "no network" >&2; exit 1; }
[ "$1" = run ] && for page in edge hub; do
  mkdir -p ../$page/pages && echo built > ../$page/pages/index.html
done
exit 0
"""
STEPS = ["ci", "run", "run"]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The hook as hatch loads it: by path."""
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "web" / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a page's sources, a Node that will do, and an npm that takes notes."""
    tools = tmp_path / "tools"
    web = tmp_path / "project" / "web"
    tools.mkdir()
    web.mkdir(parents=True)
    (web / "package.json").write_text("{}")
    (web / "package-lock.json").write_text("{}")
    for name, text in (("node", "#!/bin/sh\necho v22.12.0\n"), ("npm", NPM)):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("HOLDFAST_NPM_LOG", str(tmp_path / "npm.log"))
    monkeypatch.setenv("HOLDFAST_NPM_FAILS", "no")
    return tmp_path / "project"


class Screen:
    """Takes hatch's warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def display_warning(self, text: str) -> None:
        """Kept for the test."""
        self.warnings.append(text)


def run(hook: ModuleType, project: Path, version: str) -> Screen:
    """Initialises the hook as hatch does for a target."""
    screen = Screen()
    plugin = hook.PagesHook.__new__(hook.PagesHook)
    plugin.__dict__.update(
        {"_BuildHookInterface__root": str(project), "_BuildHookInterface__app": screen}
    )
    plugin.initialize(version, {})
    return screen


def asked(project: Path) -> list[str]:
    """What npm was asked so far."""
    log = project.parent / "npm.log"
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def test_the_first_build_runs_and_the_second_has_nothing_to_do(
    hook: ModuleType, project: Path
) -> None:
    run(hook, project, "standard")
    run(hook, project, "standard")
    assert asked(project) == STEPS
    assert hook.fresh(project)


def test_a_changed_source_or_lock_builds_again(hook: ModuleType, project: Path) -> None:
    run(hook, project, "standard")
    (project / "web" / "package-lock.json").write_text('{"other": 1}')
    run(hook, project, "standard")
    assert asked(project) == [*STEPS, *STEPS]


def test_tests_and_documents_are_no_sources(hook: ModuleType, project: Path) -> None:
    run(hook, project, "standard")
    (project / "web" / "tests").mkdir()
    (project / "web" / "tests" / "a.test.ts").write_text("")
    (project / "web" / "README.md").write_text("")
    assert hook.fresh(project)


def test_a_release_whose_build_fails_fails(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_NPM_FAILS", "yes")
    with pytest.raises(Exception, match="no network"):
        run(hook, project, "standard")


def test_an_editable_install_whose_build_fails_gets_a_page_that_says_so(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_NPM_FAILS", "yes")
    screen = run(hook, project, "editable")
    page = (project / "edge" / "pages" / "index.html").read_text()
    assert "no network" in page
    assert "holdfast-stub" in page
    assert len(screen.warnings) == 1
    assert not hook.fresh(project)
    with pytest.raises(hook.NoPages):
        hook.demand_pages(project)


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v20.18.9", False), ("v20.19.0", True), ("v21.7.3", False), ("v22.11.0", False),
        ("v22.12.0", True), ("v23.0.0", True), ("v24.1.0", True), ("v18.20.0", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_node_that_vite_can_use_is_used(hook: ModuleType, version: str, good: bool) -> None:
    assert hook.usable(version) is good


def test_the_wheel_is_asked_for_only_without_a_node_and_without_fresh_pages(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = hook.PagesHook.__new__(hook.PagesHook)
    plugin.__dict__["_BuildHookInterface__root"] = str(project)
    assert plugin.dependencies() == []
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent / "nothing"))
    assert plugin.dependencies() == [hook.NODE_WHEEL]
    monkeypatch.undo()
