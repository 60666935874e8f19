"""Every edge of every dialogue's table is walked by a scene, and no turn leaves the tables."""

import importlib
from pathlib import Path

import pytest

from edge.floor.dialogues.scripts import SCRIPTS
from tests.edge.dialogues.scenes import SCENES
from tests.edge.dialogues.talker import EdgeName, Talker
from tests.edge.site import TestSite


@pytest.mark.parametrize("dialogue", SCRIPTS)
def test_every_edge_is_walked(dialogue: str, tmp_path: Path) -> None:
    importlib.import_module(f"tests.edge.dialogues.{dialogue}_scenes")
    walked: set[EdgeName] = set()
    strays: set[EdgeName] = set()
    for number, play in enumerate(SCENES[dialogue]):
        folder = tmp_path / str(number)
        folder.mkdir()
        site = TestSite(folder)
        for code in ("TEA", "MUG"):
            site.add_item(code, description=code.title())
        talker = Talker(site)
        try:
            play(site, talker)
            assert site.check().ok, play.__name__
        finally:
            site.close()
        walked |= talker.walked
        strays |= talker.strays
    edges = SCRIPTS[dialogue].table.edges
    assert strays == set()
    assert edges - walked == set()


def test_stages_have_a_judge_and_an_asker() -> None:
    for script in SCRIPTS.values():
        assert script.judges.keys() == script.askers.keys() == script.table.stages.keys()
