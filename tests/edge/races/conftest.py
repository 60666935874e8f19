"""One served site per size of the crowd; each race brings an item of its own."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from edge.admin.making import Made
from edge.cli import main
from edge.opening import open_folder
from models.warehouse.catalogue import WAREHOUSE
from models.warehouse.ids import IdSource
from models.warehouse.scopes import company_scope
from node.clock import wall_clock_ms
from sync.core.catalogue import Value
from sync.core.change import Put
from sync.store.protocol import Author
from tests.edge.races.crowd import Crowd
from tests.edge.serving import FAST, make


@pytest.fixture(scope="package")
def bare(tmp_path_factory: pytest.TempPathFactory) -> tuple[Made, Path]:
    """A site nobody serves, which knows another one of its company."""
    folder = tmp_path_factory.mktemp("races") / "site"
    made = make(folder, wall_clock_ms)
    opened = open_folder(folder, wall_clock_ms, FAST)
    company = opened.site.company_id
    row_id = IdSource(opened.store.me.number, wall_clock_ms).new()
    opened.store.begin()
    row: dict[str, Value] = {"company_id": company, "code": "SOUTH", "name": "South"}
    opened.store.write(company_scope(company), [Put(WAREHOUSE, row_id, row)], Author())
    opened.store.commit()
    opened.close()
    return made, folder


@pytest.fixture(scope="package", params=[8, 64])
def opened(
    request: pytest.FixtureRequest,
    bare: tuple[Made, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Crowd]:
    """A copy of it as a program, and so many clients."""
    folder = tmp_path_factory.mktemp("crowd") / "site"
    shutil.copytree(bare[1], folder)
    crowd = Crowd(bare[0], folder, request.param)
    yield crowd
    crowd.program.end(signal.SIGKILL)


@pytest.fixture
def crowd(opened: Crowd) -> Iterator[Crowd]:
    """After every race balance and ledger are one, nothing is negative, and `check` is clean."""
    yield opened
    for (item,) in opened.rows("SELECT DISTINCT code FROM item"):
        assert opened.balance(item) == opened.ledger(item), item
    assert opened.rows("SELECT * FROM quant WHERE quantity<0 OR reserved<0") == []
    result = CliRunner().invoke(main, ["check", "--data", str(opened.folder)])
    assert result.exit_code == 0, result.output
