"""Rate of turn and speed for a tape: PD on the estimate, slower in curves and off the middle."""

import math

from agv.config import Config
from agv.motion.estimate import LineEstimate
from agv.motion.odometry import Motion

TURN_RADPS_MAX = 8.0


def steer(
    config: Config, estimate: LineEstimate, speed_mps: float, motion: Motion, aim_m: float
) -> float:
    """Rate of turn that lets the offset go to `aim_m` exponentially, asked for a motor's lag early.

    With the sensor row L ahead, w = (v psi + c e) / L gives de/dt = -c e: v psi is the D of a PD, c
    its P. The motors follow with a lag, so its derivative times the lag is added, by the model and
    not by differences of readings.
    """
    ahead_m, gain = config.geometry.sensor_ahead_m, config.motion.gain
    psi, turn = estimate.direction_rad, motion.turn_radps
    wanted = (speed_mps * psi + gain * (estimate.offset_m - aim_m)) / ahead_m
    drift = speed_mps * (speed_mps * estimate.curvature - turn)
    drift += gain * (speed_mps * psi - turn * ahead_m)
    wanted += config.motion.damping * config.drive.lag_s * drift / ahead_m
    return max(-TURN_RADPS_MAX, min(TURN_RADPS_MAX, wanted))


def pace(config: Config, estimate: LineEstimate) -> float:
    """The speed the tape itself allows."""
    motion = config.motion
    bent = math.sqrt(motion.lateral_mps2 / max(abs(estimate.curvature), 0.1))
    edge = config.geometry.sensor_offsets_m[0]
    off = max(0.4, 1 - 0.6 * min(abs(estimate.offset_m) / edge, 1.0))
    return min(motion.cruise_mps * off, max(bent, 0.2))


def braking(way_m: float, decelerate_mps2: float, final_mps: float = 0.0) -> float:
    """The speed from which `way_m` is enough to brake: v² = v1² + 2 a d."""
    return math.sqrt(final_mps**2 + 2 * decelerate_mps2 * max(way_m, 0.0))
