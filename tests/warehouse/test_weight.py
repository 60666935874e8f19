"""What a scale may show."""

import pytest

from models.warehouse.weight import SCALE_G, is_near


@pytest.mark.parametrize(
    ("weighed_g", "expected_g", "near"),
    [
        (1000, 1000, True),
        (1100, 1000, True),
        (1101, 1000, False),
        (900, 1000, True),
        (899, 1000, False),
        (1002 + 101, 1002, True),
        (1002 + 102, 1002, False),
        (SCALE_G + 5, 5, True),
        (SCALE_G + 6, 5, False),
    ],
)
def test_ten_percent_and_never_less_than_the_scale_can_tell(
    weighed_g: int, expected_g: int, near: bool
) -> None:
    assert is_near(weighed_g, expected_g, 10) is near
