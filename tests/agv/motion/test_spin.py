"""A turn on the spot ends on the next tape, not on a bit that flips."""

from agv.config import Config
from agv.motion.line import View
from agv.motion.search import LOOKS
from agv.motion.spin import LEAVE_RAD, Spin
from agv.vehicle import Turn

TAPE, FLOOR = View(offset_m=0.0, active=1), View(offset_m=None, active=0)
SINCE_M = 0.2


def ends(*seen: View | None, heading_rad: float) -> bool:
    spin = Spin(Config(), Turn.LEFT, 0.0)
    spin.step(FLOOR, SINCE_M, 0.0)
    return [spin.step(each, SINCE_M, heading_rad) for each in seen][-1] is None


def test_tape_for_some_looks_ends_it_once_the_old_one_is_left() -> None:
    beyond = LEAVE_RAD[Turn.LEFT] + 0.1
    assert ends(*[TAPE] * LOOKS, heading_rad=beyond)
    assert not ends(*[TAPE] * (LOOKS - 1), heading_rad=beyond)
    assert not ends(*[TAPE] * LOOKS, heading_rad=LEAVE_RAD[Turn.LEFT] - 0.1)


def test_a_flipped_bit_does_not_and_the_dark_is_no_look() -> None:
    beyond = LEAVE_RAD[Turn.LEFT] + 0.1
    assert not ends(TAPE, FLOOR, TAPE, TAPE, heading_rad=beyond)
    assert not ends(TAPE, None, TAPE, heading_rad=beyond)
