"""Each import contract of pyproject.toml breaks when somebody imports against its arrow."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT

PACKAGES = (
    *("sync", "sync/core", "sync/store", "sync/link", "models", "models/warehouse"),
    *("node", "edge", "hub", "agv", "agv/protocol"),
)
LINT = "import sys; from importlinter.cli import lint_imports_command as lint; lint(sys.argv[1:])"

# What the arrows allow; nothing here may break a contract.
DOWNWARD = {
    "hub/app.py": "import models.warehouse, node, sync.link",
    "edge/app.py": "import agv.protocol, models.warehouse, node, sync.store",
    "models/warehouse/stock.py": "import sync.core, datetime, dataclasses",
    "node/http.py": "import asyncio, sync.core",
    "sync/store/sqlite.py": "import sqlite3, sync.core",
}

UPWARD = {
    "sync-knows-no-warehouse": ("sync/link/planted.py", "import models.warehouse"),
    "models-below-programs": ("models/warehouse/planted.py", "import edge"),
    "node-serves-every-program": ("node/planted.py", "import models.warehouse"),
    "hub-and-edge-are-strangers": ("hub/planted.py", "import edge.app"),
    "hub-knows-no-robots": ("hub/planted.py", "import agv.protocol"),
    "edge-speaks-to-robots-by-protocol": ("edge/planted.py", "import agv.motion"),
    "agv-stands-alone": ("agv/planted.py", "import sync.core"),
    "core-before-adapters": ("sync/core/planted.py", "import sync.store"),
    "no-io-in-core-and-models": ("models/warehouse/planted.py", "from time import time"),
    "product-needs-no-test": ("edge/planted.py", "import tests.demo"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the project file over empty packages that import only downward."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "agv/motion.py").touch()
    for path, code in DOWNWARD.items():
        (tmp_path / path).write_text(code + "\n")
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
    )


def contracts() -> dict[str, str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {each["id"]: each["name"] for each in table["tool"]["importlinter"]["contracts"]}


def test_every_contract_has_an_import_that_breaks_it() -> None:
    assert set(UPWARD) == set(contracts())


def test_imports_down_the_arrows_are_free(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_import_against_each_arrow_breaks_its_contract(house: Path) -> None:
    for path, code in UPWARD.values():
        with (house / path).open("a") as file:
            file.write(code + "\n")
    result = lint(house)
    assert result.returncode == 1, result.stdout + result.stderr
    kept = [name for name in contracts().values() if f"{name} BROKEN" not in result.stdout]
    assert kept == []
