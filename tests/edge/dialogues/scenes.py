"""Scenes by dialogue: each plays turns on a small site and asserts what comes of them."""

from collections.abc import Callable

from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite

Scene = Callable[[TestSite, Talker], None]
SCENES: dict[str, list[Scene]] = {}


def scene(dialogue: str) -> Callable[[Scene], Scene]:
    """Register a scene of a dialogue."""

    def keep(play: Scene) -> Scene:
        SCENES.setdefault(dialogue, []).append(play)
        return play

    return keep
