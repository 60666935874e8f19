"""Golden files: absent, equal, different, rewritten; the seed reaches a test."""

import random
from pathlib import Path

import pytest

from tests.golden import Golden


@pytest.mark.parametrize("actual", ["text\n", b"\x00bytes"])
def test_a_golden_file_is_compared_and_only_rewritten_when_asked(
    tmp_path: Path, actual: str | bytes
) -> None:
    folder = tmp_path / "golden"
    with pytest.raises(AssertionError, match="--update-golden"):
        Golden(folder, update=False).check("a", actual)
    assert not folder.exists()
    Golden(folder, update=True).check("a", actual)
    Golden(folder, update=False).check("a", actual)
    other = actual * 2
    with pytest.raises(AssertionError, match="--update-golden"):
        Golden(folder, update=False).check("a", other)
    Golden(folder, update=True).check("a", other)
    Golden(folder, update=False).check("a", other)


def test_chance_of_a_test_comes_from_the_seed_and_its_own_name(
    rng: random.Random, seed: int, request: pytest.FixtureRequest
) -> None:
    assert rng.random() == random.Random(f"{seed}:{request.node.nodeid}").random()


def test_the_golden_folder_lies_beside_the_test(golden: Golden) -> None:
    assert golden.folder == Path(__file__).parent / "golden"
