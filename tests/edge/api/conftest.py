"""A site made once, copied and served for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.admin.making import Made
from tests.edge.serving import Clock, Served, Tablet, make


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A folder nobody serves."""
    folder = tmp_path_factory.mktemp("site") / "data"
    return folder, make(folder, Clock())


@pytest.fixture
def clock() -> Clock:
    """Noon, until the test moves it."""
    return Clock()


@pytest.fixture
def serve(
    template: tuple[Path, Made], tmp_path: Path, clock: Clock
) -> Iterator[Callable[..., Served]]:
    """Serve a copy with other settings; stopped after the test."""
    open_ones: list[Served] = []

    def start(**flags: object) -> Served:
        served = Served(template, tmp_path / "data", clock, **flags).__enter__()
        open_ones.append(served)
        return served

    yield start
    for served in open_ones:
        served.__exit__()


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    """A served copy."""
    return serve()


@pytest.fixture
def tablet(served: Served) -> Tablet:
    """An enrolled tablet with the first person logged in."""
    tablet = Tablet(served)
    assert tablet.enrol().status_code == 201
    assert tablet.log_in().status_code == 200
    return tablet
