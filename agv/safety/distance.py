"""Stop budget: d = v t + v²/(2a) + margin, and the speed a free distance allows, its inverse."""

import math

from agv.config import Config
from agv.hardware.ultrasonic import SLOT_S


def stop_m(speed_mps: float, reaction_s: float, decelerate_mps2: float, margin_m: float) -> float:
    """Way needed from the moment something is there until the robot stands, and the margin."""
    return speed_mps * reaction_s + speed_mps**2 / (2 * decelerate_mps2) + margin_m


def speed_for(free_m: float, reaction_s: float, decelerate_mps2: float, margin_m: float) -> float:
    """The speed at which `free_m` is just the stop budget; 0 where it is within the margin."""
    free = max(free_m - margin_m, 0.0)
    at = decelerate_mps2 * reaction_s
    return max(-at + math.sqrt(at**2 + 2 * decelerate_mps2 * free), 0.0)


def schedule(sensors: int) -> tuple[tuple[int, ...], ...]:
    """Who pings in which slot: the first sensor (front) alone, so that nothing weakens its echo;
    the others; all. Each speaks twice in three slots. A foreign echo is only ever too near."""
    if sensors < 2:
        return ((0,),) * sensors
    return ((0,), tuple(range(1, sensors)), tuple(range(sensors)))


def front_period_s(config: Config) -> float:
    """Time between two pings that the front sensor sends alone: those it sends with others are not
    counted on, since two sounds can cancel each other."""
    return SLOT_S * len(schedule(len(config.ultrasonic)))


def echo_reaction_s(config: Config) -> float:
    """Ping, one echo missed, a turn of the loop, the motors."""
    return 2 * front_period_s(config) + 1 / config.rate_hz + config.safety.motor_s


def infrared_reaction_s(config: Config) -> float:
    """Two turns of the loop (one for a missed edge), the motors."""
    return 2 / config.rate_hz + config.safety.motor_s


def infrared_mps(config: Config) -> float:
    """What infrared alone can stop from, with the darkest thing before it: never driven faster,
    since cloth gives no echo while the wall behind it does."""
    if not config.infrared:
        return math.inf
    reach = min(each.range_dark_m for each in config.infrared)
    safety = config.safety
    return speed_for(reach, infrared_reaction_s(config), safety.decelerate_mps2, safety.margin_m)


def blind_mps(config: Config) -> float:
    """Without an echo."""
    return min(infrared_mps(config), config.safety.slow_mps) if config.infrared else 0.0
