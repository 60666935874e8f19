"""The safety state machine: CLEAR, SLOW, STOP, RECOVER, FAULT. Values in, the next state out."""

import msgspec

from agv.config import Config
from agv.safety.distance import blind_mps, echo_reaction_s, infrared_mps, speed_for, stop_m
from agv.vehicle import Complaint, Trouble, Zone

RECOVER_S = 1.0
# What is nearer than this ahead of the front is never driven towards, however slowly.
STOP_M_MIN = 0.12
# Without an echo infrared has to say "clear" for so many pings more before the robot goes on.
BLIND_TIMES = 2


class Senses(msgspec.Struct, frozen=True, kw_only=True):
    """What one turn of the loop knows. `nearest_m`: the last raw echo in the way, `free_m`: what
    speed is chosen by; None is unknown, never free. `fresh`: a ping ended in this turn. `beside`:
    something stands close to the way; `doubtful`: nothing explains what a sensor says, or no longer
    says; `vanished`: something close in the way has not been heard for long. `faults` need a
    person, each with its cause's state now."""

    at_s: float
    speed_mps: float = 0.0
    nearest_m: float | None = None
    free_m: float | None = None
    fresh: bool = False
    infrared: bool = False
    beside: bool = False
    doubtful: bool = False
    vanished: bool = False
    heartbeat_late: bool = False
    faults: tuple[Complaint, ...] = ()
    confirmed: bool = False


class Safe(msgspec.Struct, frozen=True, kw_only=True):
    """The machine's state. A robot starts in FAULT: after a reboot a person confirms. `listening`:
    it stops for a doubt alone, and goes on when that is over, since nothing was in the way."""

    zone: Zone = Zone.FAULT
    since_s: float = 0.0
    clear: int = 0
    listening: bool = False
    held: tuple[Complaint, ...] = (
        Complaint(trouble=Trouble.LOOP, said="started: confirm on site", needs_person=True),
    )


def step(state: Safe, senses: Senses, config: Config) -> Safe:
    """The next state. Nothing leads out of FAULT but a person, once every cause is gone."""
    held = _held(state, senses)
    if held:
        return _to(state, Zone.FAULT, senses, held=held)
    if _hit(senses, config):
        return _to(state, Zone.STOP, senses)
    if senses.doubtful and state.zone not in (Zone.FAULT, Zone.STOP):
        return Safe(zone=Zone.STOP, since_s=senses.at_s, listening=True, held=())
    if state.listening and not senses.doubtful:
        return _to(state, Zone.SLOW if _slow(state, senses, config) else Zone.CLEAR, senses)
    if state.zone is Zone.FAULT:
        # Confirmed, but the way has to be seen clear like after any stop.
        return _to(state, Zone.STOP, senses)
    if state.zone is Zone.STOP:
        return state if state.listening else _leave_stop(state, senses, config)
    if state.zone is Zone.RECOVER and senses.at_s - state.since_s < RECOVER_S:
        return state
    return _to(state, Zone.SLOW if _slow(state, senses, config) else Zone.CLEAR, senses)


def speed_limit(state: Safe, senses: Senses, config: Config) -> float:
    """The highest speed allowed now; the tape may allow less."""
    if state.zone in (Zone.STOP, Zone.FAULT):
        return 0.0
    safety = config.safety
    # One echo after silence is no free way yet, but reason enough not to drive up to it.
    known_m = senses.nearest_m if senses.free_m is None else senses.free_m
    if known_m is None:
        return blind_mps(config)
    # 0.08 m and a tenth: jitter of an echo must not make a stop of a slow approach.
    free = (known_m - 0.08) * 0.9
    allowed = speed_for(free, echo_reaction_s(config), safety.decelerate_mps2, safety.margin_m)
    allowed = min(allowed, infrared_mps(config) if senses.free_m is not None else blind_mps(config))
    return allowed if state.zone is Zone.CLEAR else min(allowed, safety.slow_mps)


def stop_distance_m(speed_mps: float, config: Config) -> float:
    """An echo nearer than this stops the robot at once."""
    safety = config.safety
    budget = stop_m(speed_mps, echo_reaction_s(config), safety.decelerate_mps2, safety.margin_m)
    return max(budget, STOP_M_MIN)


def _held(state: Safe, senses: Senses) -> tuple[Complaint, ...]:
    """What still waits for a person: causes that stand now, and old ones nobody confirmed."""
    if senses.confirmed or state.zone is not Zone.FAULT:
        return senses.faults
    now = {each.trouble: each for each in senses.faults}
    old = tuple(each for each in state.held if each.trouble not in now)
    return (*old, *senses.faults)


def _hit(senses: Senses, config: Config) -> bool:
    near = senses.nearest_m is not None and senses.nearest_m < stop_distance_m(
        senses.speed_mps, config
    )
    return senses.infrared or senses.vanished or near


def _leave_stop(state: Safe, senses: Senses, config: Config) -> Safe:
    if not senses.fresh and config.ultrasonic:
        return state
    if senses.nearest_m is None:
        needed = config.safety.clear_readings * BLIND_TIMES
        clear = bool(config.infrared)
    else:
        needed = config.safety.clear_readings
        clear = senses.nearest_m >= STOP_M_MIN * (1 + config.safety.back_off)
    clear = clear and not senses.doubtful
    count = state.clear + 1 if clear else 0
    if count >= needed:
        return _to(state, Zone.RECOVER, senses)
    return msgspec.structs.replace(state, clear=count)


def _slow(state: Safe, senses: Senses, config: Config) -> bool:
    if senses.free_m is None or senses.beside or senses.heartbeat_late:
        return True
    leave = 1 + config.safety.back_off if state.zone is not Zone.CLEAR else 1.0
    return senses.free_m < config.safety.slow_m * leave


def _to(state: Safe, zone: Zone, senses: Senses, *, held: tuple[Complaint, ...] = ()) -> Safe:
    if zone is state.zone:
        return msgspec.structs.replace(state, held=held, clear=0, listening=False)
    return Safe(zone=zone, since_s=senses.at_s, held=held)
