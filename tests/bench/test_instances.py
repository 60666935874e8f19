"""Instances of the literature are read whole, or refused with the line."""

from pathlib import Path

import pytest

from bench.instances import BadInstance, Instance, read_instance
from bench.routing.policies import POLICIES

WHOLE = """NAME : tiny
COMMENT : Wäscher
PICKER_CAPACITY : 30
NUM_CELLS : 10
DEPOT_AISLE : 0
DISTANCE_AISLE_TO_AISLE : 5
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 1.5
DISTANCE_BOTTOM_TO_CELL : 1.5
ARTICLE_SECTION
NUM_ARTICLES : 2
ID 0 WEIGHT 1
ID 1 WEIGHT 2
SKU_SECTION
NUM_SKUS : 2
ID 0 AISLE 0 CELL 4 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 2 CELL 0 QUANTITY 1 LEFT_RIGHT_HAND_SIDE right
ORDER_SECTION
NUM_ORDERS : 2
NUM_ARTICLES_IN_ORDER : 2
ID 0 QUANTITY 3
ID 1 QUANTITY 1
NUM_ARTICLES_IN_ORDER : 1
ID 1 QUANTITY 4
EOF
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tiny.txt"
    path.write_text(text, encoding="latin-1")
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    assert read_instance(written(tmp_path, WHOLE)) == Instance(
        capacity=30,
        depth=12,
        depot_x=0,
        places={0: (0, 5.5), 1: (10, 1.5)},
        weights={0: 1, 1: 2},
        orders=[[(0, 3), (1, 1)], [(1, 4)]],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.partition("ID 1 WEIGHT")[0], "line 12: the file ends in ARTICLE_SECTION"),
        (WHOLE.replace("ID 1 QUANTITY 1\n", ""), "line 20: 2 announced, 1 there"),
        (WHOLE.replace("NAME : tiny", "what is this?"), "line 1: not understood"),
    ],
    ids=["truncated", "a list too short", "no such line"],
)
def test_what_is_not_whole_is_refused_with_the_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInstance, match=said):
        read_instance(written(tmp_path, text))


def test_rules_of_thumb_walk_as_they_say() -> None:
    aisles = {0.0: [2.0, 8.0], 5.0: [3.0], 10.0: [4.0]}

    lengths = {name: policy(aisles, 10.0, 0.0) for name, policy in POLICIES.items()}

    assert lengths == {
        "s_shape": 20 + 2 * 10 + 2 * 4,
        "largest_gap": 20 + 2 * 10 + 2 * 3,
        "return": 20 + 2 * 8 + 2 * 3 + 2 * 4,
        "combined": 20 + 10 + 10 + 8,
    }
