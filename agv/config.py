"""Settings of one robot: pins, geometry, limits. TOML into frozen structs that refuse what they do
not know; the environment only says where the file lies."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

FILE_NAME = "agv.toml"
FILE_VARIABLE = "HOLDFAST_AGV_CONFIG"
# Set by systemd for services of type notify.
NOTIFY_VARIABLE = "NOTIFY_SOCKET"

# BCM numbers of the 40-pin header.
Gpio = Annotated[int, msgspec.Meta(ge=0, le=27)]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class BadConfig(ValueError):
    """The settings cannot be used; the text says which one and why."""


class Driver(StrEnum):
    """How the motor board is driven: direction and PWM, or a PWM for each direction."""

    PHASE_ENABLE = "PHASE_ENABLE"
    BIDIRECTIONAL = "BIDIRECTIONAL"


class Meter(StrEnum):
    """What measures the battery."""

    NONE = "NONE"
    INA219 = "INA219"


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a misspelt key is an error, not a default."""


class Geometry(Strict, frozen=True, kw_only=True):
    """Metres. x points ahead of the middle of the drive axle, y to the left."""

    track_m: Positive = 0.15
    length_m: Positive = 0.30
    width_m: Positive = 0.22
    front_m: Positive = 0.12
    sensor_ahead_m: Positive = 0.06
    sensor_offsets_m: tuple[float, ...] = (0.036, 0.018, 0.0, -0.018, -0.036)
    tape_m: Positive = 0.019
    bar_m: Positive = 0.020
    bar_pitch_m: Positive = 0.045


class Drive(Strict, frozen=True, kw_only=True):
    """Two wheels. `left` and `right`: phase and enable, or forward and backward. `enable_gpio`:
    the line a charge pump turns into the motor supply's release; it has to toggle to hold."""

    driver: Driver = Driver.PHASE_ENABLE
    left: tuple[Gpio, Gpio] = (5, 12)
    right: tuple[Gpio, Gpio] = (6, 13)
    enable_gpio: Gpio = 26
    pwm_hz: Annotated[int, msgspec.Meta(ge=100, le=500)] = 200
    speed_mps_full: Positive = 1.1
    dead_band: Share = 0.06
    lag_s: Positive = 0.06


class Line(Strict, frozen=True, kw_only=True):
    """Reflectance sensors from left to right, in the order of `geometry.sensor_offsets_m`.
    `test_gpio` switches their emitters: high is lit. Without it a frozen row is known late."""

    gpios: tuple[Gpio, ...] = (17, 27, 22, 23, 24)
    active_on_line: bool = True
    test_gpio: Gpio | None = 10


class Ultrasonic(Strict, frozen=True, kw_only=True):
    """One HC-SR04P. Where it sits and looks: metres, degrees to the left of ahead."""

    name: str
    trigger: Gpio
    echo: Gpio
    x_m: float = 0.12
    y_m: float = 0.0
    angle_deg: float = 0.0


class Infrared(Strict, frozen=True, kw_only=True):
    """One digital obstacle sensor. `active_high`: high means an obstacle, as normally closed ones
    say, so that a cut wire stops the robot. `range_dark_m`: at which it sees black cloth."""

    name: str
    gpio: Gpio
    active_high: bool = True
    x_m: float = 0.12
    y_m: float = 0.0
    angle_deg: float = 0.0
    range_dark_m: Positive = 0.30


class Inputs(Strict, frozen=True, kw_only=True):
    """Normally closed contacts, pulled up: open, cut or unplugged reads as pressed. `confirm` is a
    button to ground, held for half a second by the person who says that the way is free."""

    bumper: Gpio = 16
    e_stop: Gpio = 20
    confirm: Gpio | None = 11


class Outputs(Strict, frozen=True, kw_only=True):
    """What is not fitted is left out. `lift_top` and `lift_down` are end switches, closed there."""

    buzzer: Gpio | None = 21
    lamp: Gpio | None = 25
    lift_up: Gpio | None = None
    lift_back: Gpio | None = None
    lift_top: Gpio | None = None
    lift_down: Gpio | None = None
    lift_s_max: Positive = 6.0


class Battery(Strict, frozen=True, kw_only=True):
    """`stall_a`: a current that only a blocked wheel draws."""

    meter: Meter = Meter.NONE
    bus: int = 1
    address: int = 0x40
    shunt_ohm: Positive = 0.1
    empty_v: Positive = 6.0
    full_v: Positive = 8.4
    stall_a: Positive = 2.5


class Motion(Strict, frozen=True, kw_only=True):
    """Speeds in m/s, accelerations in m/s²; the gains are those of the bench `line`."""

    cruise_mps: Positive = 0.5
    dock_mps: Positive = 0.15
    accelerate_mps2: Positive = 0.8
    lateral_mps2: Positive = 1.3
    gain: Positive = 14.0
    damping: Positive = 0.5
    turn_radps: Positive = 2.5
    marker_tolerance: Share = 0.2
    lost_s_max: Positive = 0.15
    lost_m_max: Positive = 0.1
    reverse_m: Positive = 0.15


class Safety(Strict, frozen=True, kw_only=True):
    """`decelerate_mps2`: what the brakes reach on the worst floor. Times in s, see ADR 0020."""

    decelerate_mps2: Positive = 1.0
    margin_m: Positive = 0.06
    motor_s: Positive = 0.06
    slow_mps: Positive = 0.3
    slow_m: Positive = 0.60
    side_m: Positive = 0.10
    back_off: Positive = 0.2
    clear_readings: Annotated[int, msgspec.Meta(ge=1)] = 8
    age_s_max: Positive = 0.2
    same_readings_max: Annotated[int, msgspec.Meta(ge=3)] = 3
    loop_s_max: Positive = 0.15


class Heartbeat(Strict, frozen=True, kw_only=True):
    """`expected` is false under fleet managers that send none: the robot then keeps its order."""

    expected: bool = False
    slow_s: Positive = 0.5
    stop_s: Positive = 1.5


class Config(Strict, frozen=True, kw_only=True):
    """The whole file. `rate_hz`: turns of the loop; the figures of ADR 0020 are those of 100."""

    geometry: Geometry = Geometry()
    drive: Drive = Drive()
    line: Line = Line()
    ultrasonic: tuple[Ultrasonic, ...] = (
        Ultrasonic(name="front", trigger=4, echo=18),
        Ultrasonic(name="left", trigger=19, echo=14, y_m=0.08, angle_deg=5.0),
        Ultrasonic(name="right", trigger=7, echo=15, y_m=-0.08, angle_deg=-5.0),
    )
    infrared: tuple[Infrared, ...] = (
        Infrared(name="left", gpio=8, y_m=0.05),
        Infrared(name="right", gpio=9, y_m=-0.05),
    )
    inputs: Inputs = Inputs()
    outputs: Outputs = Outputs()
    battery: Battery = Battery()
    motion: Motion = Motion()
    safety: Safety = Safety()
    heartbeat: Heartbeat = Heartbeat()
    rate_hz: Annotated[int, msgspec.Meta(ge=20, le=200)] = 100


def read(path: Path | None) -> Config:
    """The file at `path`, at $HOLDFAST_AGV_CONFIG, or `agv.toml` here."""
    place = path or Path(os.environ.get(FILE_VARIABLE) or FILE_NAME)
    try:
        data = place.read_bytes()
    except OSError as error:
        raise BadConfig(f"{place}: {error.strerror}; holdfast-agv init writes one") from error
    return decode(data, str(place))


def notify_socket() -> str | None:
    """Where systemd wants to hear that the loop is alive; None outside of it."""
    return os.environ.get(NOTIFY_VARIABLE)


def decode(data: bytes, place: str = FILE_NAME) -> Config:
    """Settings out of TOML, and checked against each other."""
    try:
        config = msgspec.toml.decode(data, type=Config)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise BadConfig(f"{place}: {error}") from error
    said = faults(config)
    if said:
        raise BadConfig(f"{place}: {'; '.join(said)}")
    return config


def faults(config: Config) -> list[str]:
    """What no single key can tell."""
    said = []
    offsets = config.geometry.sensor_offsets_m
    if len(config.line.gpios) not in (3, 5) or len(offsets) != len(config.line.gpios):
        said.append("line.gpios: 3 or 5 sensors, each with its geometry.sensor_offsets_m")
    if list(offsets) != sorted(offsets, reverse=True):
        said.append("geometry.sensor_offsets_m: from left (positive) to right")
    if len(config.ultrasonic) > 3:
        said.append("ultrasonic: three at most")
    if not config.ultrasonic and not config.infrared:
        said.append("no obstacle sensor at all: nothing would stop the robot")
    if config.safety.loop_s_max <= 2 / config.rate_hz:
        said.append("safety.loop_s_max: shorter than two turns of the loop")
    used = gpios(config)
    twice = sorted({gpio for gpio in used if used.count(gpio) > 1})
    if twice:
        said.append(f"used twice: GPIO {', '.join(map(str, twice))}")
    return said


def gpios(config: Config) -> list[int]:
    """Every pin the robot uses."""
    drive, outputs = config.drive, config.outputs
    fitted = (
        *(outputs.buzzer, outputs.lamp, outputs.lift_up, outputs.lift_back),
        *(outputs.lift_top, outputs.lift_down, config.inputs.confirm, config.line.test_gpio),
    )
    return [
        *(*drive.left, *drive.right, drive.enable_gpio, *config.line.gpios),
        *(gpio for each in config.ultrasonic for gpio in (each.trigger, each.echo)),
        *(each.gpio for each in config.infrared),
        *(config.inputs.bumper, config.inputs.e_stop),
        *(gpio for gpio in fitted if gpio is not None),
    ]
