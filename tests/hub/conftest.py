"""A hub in this process with edges that are plain stores; or a company of real programs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.company import Company
from tests.hub.company import Region
from tests.hub.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    company = Company(tmp_path)
    yield company
    company.close()


@pytest.fixture
def region(company: Company, tmp_path: Path) -> Iterator[Region]:
    region = Region(tmp_path, company)
    yield region
    region.close()
