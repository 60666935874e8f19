"""Looks at every input with the motors off, and says what can be believed."""

from collections.abc import Sequence

import msgspec

from agv.config import Config, Meter
from agv.hardware.board import EchoKind, Reading

SECONDS = 2.0


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part and how it looks."""

    name: str
    good: bool
    said: str


def judge(config: Config, readings: Sequence[Reading]) -> tuple[Part, ...]:
    """All parts, from two seconds of readings with the robot standing on its tape."""
    parts = [_line(readings)]
    parts += [_ultrasonic(number, config, readings) for number in range(len(config.ultrasonic))]
    parts += [_infrared(number, config, readings) for number in range(len(config.infrared))]
    parts.append(_contact("bumper", any(each.bumper for each in readings)))
    parts.append(_contact("e_stop", any(each.e_stop for each in readings)))
    parts.append(_battery(config, readings))
    return tuple(parts)


def _line(readings: Sequence[Reading]) -> Part:
    patterns = {each.line for each in readings}
    common = max(patterns, key=lambda pattern: sum(each.line == pattern for each in readings))
    drawn = "".join("X" if each else "." for each in common)
    if not any(common):
        return Part(name="line", good=False, said=f"{drawn} no tape: put the robot on its tape")
    if all(common):
        return Part(name="line", good=False, said=f"{drawn} all on: dark floor, or active_on_line")
    return Part(name="line", good=True, said=drawn)


def _ultrasonic(number: int, config: Config, readings: Sequence[Reading]) -> Part:
    name = f"ultrasonic {config.ultrasonic[number].name}"
    echoes = [echo for each in readings for echo in each.echoes if echo.sensor == number]
    if not echoes:
        return Part(name=name, good=False, said="no ping ended")
    faults = sum(echo.kind is EchoKind.FAULT for echo in echoes)
    if faults:
        return Part(name=name, good=False, said=f"unplugged or broken: {faults} of {len(echoes)}")
    heard = [echo.distance_m for echo in echoes if echo.distance_m is not None]
    if not heard:
        return Part(name=name, good=True, said="no echo: nothing near, or nothing that reflects")
    middle = sorted(heard)[len(heard) // 2]
    return Part(name=name, good=True, said=f"{middle:.2f} m, {len(heard)} of {len(echoes)} heard")


def _infrared(number: int, config: Config, readings: Sequence[Reading]) -> Part:
    name = f"infrared {config.infrared[number].name}"
    seen = sum(each.infrared[number] for each in readings)
    if seen:
        return Part(name=name, good=False, said="sees something, or its wire is open")
    return Part(name=name, good=True, said="clear; hold a hand before it: it has to change")


def _contact(name: str, pressed: bool) -> Part:
    return Part(name=name, good=not pressed, said="pressed or open" if pressed else "closed")


def _battery(config: Config, readings: Sequence[Reading]) -> Part:
    if config.battery.meter is Meter.NONE:
        return Part(name="battery", good=True, said="no meter is fitted")
    power = readings[-1].power
    if power is None:
        return Part(name="battery", good=False, said="the meter does not answer")
    enough = power.volts > config.battery.empty_v
    return Part(name="battery", good=enough, said=f"{power.volts:.2f} V, {power.amperes:.2f} A")
