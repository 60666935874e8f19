"""The fleet decides more often than on a real floor, so that its tests are quick."""

import pytest


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.fleet.running.TICK_S", 0.05)
