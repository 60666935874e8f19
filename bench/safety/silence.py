"""The edge falls silent, or half of what it says is lost: slow, then stop at the next node."""

import random

from agv.config import Config, Heartbeat, Motion
from agv.simulator.run import Simulation
from agv.simulator.track import Bar, Floor, ring
from agv.vehicle import Leg, Trouble
from bench.safety.failing import hall

BEAT_S = 0.2
LOST = 0.05
LOSSY_S = 40.0
SPACING_M = 0.7
NODES = 16


def silence(seed: int) -> dict[str, float]:
    """Seconds until it slows and until its route ends at the next node; stops by loss alone."""
    chance = random.Random(seed)
    simulation = _driving(chance)
    firmware, plant = simulation.firmware, simulation.plant
    silent_s, slow_s, stop_s = plant.now_s, 0.0, 0.0
    while plant.now_s - silent_s < 12.0 and (firmware.report().driving or not stop_s):
        simulation.turn()
        silent = plant.now_s - silent_s
        late = any(each.trouble is Trouble.HEARTBEAT for each in firmware.report().complaints)
        slow_s = slow_s or (silent if late else 0.0)
        stop_s = stop_s or (silent if firmware.pilot.route.following is None else 0.0)
    stands = float(firmware.report().passed is not None and not firmware.report().driving)
    simulation.close()
    figures = {"lost_edge_slow_s": slow_s, "lost_edge_stop_s": stop_s, "lost_edge_at_node": stands}
    return figures | {"lossy_edge_stops": _lossy(chance)}


def _driving(chance: random.Random) -> Simulation:
    """On a ring with a marker every 0.7 m, heartbeats expected."""
    bars = tuple(Bar(at_m=0.4 + SPACING_M * number) for number in range(NODES))
    config = Config(motion=Motion(cruise_mps=0.5), heartbeat=Heartbeat(expected=True))
    simulation = Simulation(
        config, Floor((ring(4.0),), bars), chance.getrandbits(32), things=hall()
    )
    simulation.plant.body.put(0.4 + 0.005 - config.geometry.sensor_ahead_m, 0.0, 0.0)
    simulation.ready("0")
    legs = tuple(Leg(sequence=each, node=str(each), length_m=SPACING_M) for each in range(1, NODES))
    simulation.firmware.follow(legs)
    _beating(simulation, 4.0, chance, lost=0.0)
    return simulation


def _lossy(chance: random.Random) -> float:
    """Stops of the route while one beat in twenty is lost."""
    simulation = _driving(chance)
    shortened = _beating(simulation, LOSSY_S, chance, lost=LOST)
    simulation.close()
    return float(shortened)


def _beating(simulation: Simulation, seconds: float, chance: random.Random, *, lost: float) -> int:
    before = False
    stops, turns = 0, round(BEAT_S / simulation.period_s)
    for turn in range(round(seconds / simulation.period_s)):
        if turn % turns == 0 and chance.random() >= lost:
            simulation.firmware.beat()
        simulation.turn()
        route, report = simulation.firmware.pilot.route, simulation.firmware.report()
        cut = route.following is None and (report.passed or 0) < NODES - 2
        stops += cut and not before
        before = cut
    return stops
