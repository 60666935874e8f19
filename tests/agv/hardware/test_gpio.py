"""The gpiozero body on simulated pins: what each level means, and how echoes are timed."""

from itertools import pairwise

import pytest

from agv.config import Config, Drive, Driver, Line
from agv.hardware.board import EchoKind, Lift
from agv.hardware.gpio import GpioBoard
from agv.hardware.ina219 import NoMeter
from agv.hardware.ultrasonic import SOUND_MPS
from agv.simulator.pins import SimulatedFactory

CONFIG = Config()


class Bench:
    """A board on a table, wires held in the hand."""

    def __init__(self, config: Config = CONFIG) -> None:
        self.factory = SimulatedFactory()
        self.board = GpioBoard(config, NoMeter(), self.factory, lambda _: None)
        for gpio in (config.inputs.bumper, config.inputs.e_stop):
            self.factory.at(gpio).set_level(high=False)
        for each in config.infrared:
            self.factory.at(each.gpio).set_level(high=False)


def test_tape_is_read_from_left_to_right() -> None:
    bench = Bench()
    bench.factory.at(CONFIG.line.gpios[0]).set_level(high=True)
    assert bench.board.read(1.0).line == (True, False, False, False, False)


def test_open_wires_are_pressed_contacts_and_obstacles() -> None:
    bench = Bench()
    assert not any((bench.board.read(0.0).bumper, bench.board.read(0.0).e_stop))
    for gpio in (CONFIG.inputs.bumper, CONFIG.inputs.e_stop, CONFIG.infrared[1].gpio):
        bench.factory.at(gpio).set_level(high=True)
    reading = bench.board.read(1.0)
    assert (reading.bumper, reading.e_stop, reading.infrared) == (True, True, (False, True))


@pytest.mark.parametrize(
    ("edges", "after_s", "kind"),
    [
        (((0.0005, True), (0.0005 + 2 / SOUND_MPS, False)), 0.01, EchoKind.DISTANCE),
        (((0.0005, True), (0.0385, False)), 0.04, EchoKind.NO_ECHO),
        ((), 0.02, EchoKind.FAULT),
        (((0.0005, True),), 0.05, EchoKind.FAULT),
    ],
)
def test_how_a_ping_ends(
    edges: tuple[tuple[float, bool], ...], after_s: float, kind: EchoKind
) -> None:
    bench = Bench()
    bench.board.ping(0, 1.0)
    pin = bench.factory.at(CONFIG.ultrasonic[0].echo)
    for at_s, high in edges:
        pin.edge(1.0 + at_s, high=high)
    (echo,) = bench.board.read(1.0 + after_s).echoes
    assert (echo.kind, echo.sensor) == (kind, 0)
    assert echo.distance_m == (pytest.approx(1.0) if kind is EchoKind.DISTANCE else None)
    assert bench.board.read(1.0 + after_s + 0.01).echoes == ()


def test_a_sensor_that_still_listens_is_not_asked_again() -> None:
    bench = Bench()
    bench.board.ping(0, 1.0)
    pin = bench.factory.at(CONFIG.ultrasonic[0].echo)
    pin.edge(1.0005, high=True)
    bench.board.ping(0, 1.04)
    pin.edge(1.0420, high=False)
    (echo,) = bench.board.read(1.05).echoes
    assert echo.raw_us == 41_500
    bench.board.ping(0, 1.08)
    assert bench.board.read(1.1).echoes[0].kind is EchoKind.FAULT


def test_direction_changes_only_while_the_motor_is_off() -> None:
    bench = Bench()
    phase, enable = (bench.factory.at(gpio) for gpio in CONFIG.drive.left)
    bench.board.drive(0.5, 0.0)
    assert (phase.level, enable.level) == (0, 0.5)
    bench.board.drive(-0.25, 0.0)
    assert (phase.level, enable.level) == (1, 0.25)
    bench.board.drive(0.25, 0.0)
    assert (phase.level, enable.level) == (0, 0.25)


def test_a_bidirectional_driver_never_gets_both() -> None:
    config = Config(drive=Drive(driver=Driver.BIDIRECTIONAL))
    bench = Bench(config)
    ahead, back = (bench.factory.at(gpio) for gpio in config.drive.left)
    bench.board.drive(1.0, 0.0)
    assert (ahead.level, back.level) == (1.0, 0.0)
    bench.board.drive(-2.0, 0.0)
    assert (ahead.level, back.level) == (0.0, 1.0)


def test_cut_takes_duty_and_enable() -> None:
    bench = Bench()
    bench.board.drive(0.5, 0.5)
    bench.board.pump()
    enable = bench.factory.at(CONFIG.drive.enable_gpio)
    assert enable.level == 1
    bench.board.cut()
    assert (enable.level, bench.factory.at(CONFIG.drive.left[1]).level) == (0, 0)


def test_what_is_not_fitted_is_left_alone() -> None:
    bench = Bench()
    bench.board.lift(Lift.UP)
    bench.board.signal(lamp=True, buzzer=False)
    assert bench.factory.at(CONFIG.outputs.lamp or 0).level == 1
    bench.board.close()


def test_with_its_emitters_off_the_row_has_to_see_black() -> None:
    bench, dark_s = Bench(), []
    emitters = bench.factory.at(CONFIG.line.test_gpio or 0)
    tape = bench.factory.at(CONFIG.line.gpios[2])
    tape.set_level(high=True)
    for turn in range(1, 60):
        for gpio in CONFIG.line.gpios:
            bench.factory.at(gpio).set_level(
                high=gpio == CONFIG.line.gpios[2] or not emitters.level
            )
        reading = bench.board.read(turn / 100)
        assert reading.line == (False, False, True, False, False)
        if reading.line_dark is not None:
            assert all(reading.line_dark)
            dark_s.append(reading.at_s)
    gaps = [after - before for before, after in pairwise(dark_s)]
    assert max(gaps) <= 0.13
    assert min(gaps) >= 0.07


def test_a_sensor_that_does_not_see_black_is_asked_again_every_second_turn() -> None:
    bench = Bench()
    looks = [bench.board.read(turn / 100).line_dark is not None for turn in range(1, 9)]
    assert looks == [False, True] * 4


def test_a_row_without_a_switch_is_never_dark() -> None:
    bench = Bench(Config(line=Line(test_gpio=None)))
    assert all(bench.board.read(turn / 100).line_dark is None for turn in range(60))
