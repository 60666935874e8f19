"""Which ultrasonic sensors ping in which slot, through the whole program on simulated pins."""

from agv.config import Config
from agv.simulator.plant import Plant
from agv.simulator.run import Simulation
from agv.simulator.things import Thing
from agv.simulator.track import Floor, line_to
from agv.vehicle import Leg

WALLS = tuple(Thing(x_m=4.0, y_m=y_m, half_length_m=6.0, half_width_m=0.1) for y_m in (-1.0, 1.0))
FRONT, LEFT, RIGHT = 0, 1, 2
ASKED = list[frozenset[int]]


def asked(freeze: int | None) -> ASKED:
    """Who pinged in each slot of two seconds, while the robot drives between two walls."""
    simulation = Simulation(Config(), Floor((line_to((0, 0), (6, 0)),)), 3, things=WALLS)
    plant = simulation.plant
    plant.body.put(0.3, 0.0, 0.0)
    simulation.ready("start")
    simulation.firmware.follow((Leg(sequence=1, node="end", length_m=1e3),))
    simulation.run(2.0)
    if freeze is not None:
        plant.faults.frozen_echo[freeze] = 0.012
    slots = _slots(simulation, plant)
    simulation.close()
    return slots


def _slots(simulation: Simulation, plant: Plant) -> ASKED:
    found: ASKED = []
    ping = simulation.board.ping
    now: set[int] = set()

    def heard(sensor: int, now_s: float) -> None:
        now.add(sensor)
        ping(sensor, now_s)

    simulation.board.ping = heard  # type: ignore[method-assign]
    end_s = plant.now_s + 2.0
    while plant.now_s < end_s:
        simulation.turn()
        if now:
            found.append(frozenset(now))
            now.clear()
    return found


def test_in_three_slots_each_speaks_twice_and_the_front_one_once_alone() -> None:
    slots = asked(None)
    rounds = [{FRONT}, {LEFT, RIGHT}, {FRONT, LEFT, RIGHT}]
    first = slots.index(frozenset({FRONT}))
    follow = [slots[at] == rounds[(at - first) % 3] for at in range(first, len(slots))]
    assert 49 <= len(slots) <= 51
    assert sum(follow) >= 0.8 * len(follow), slots  # the rest: a doubt, heard again at once


def test_a_sensor_in_doubt_speaks_in_every_slot() -> None:
    slots = asked(LEFT)
    assert sum(LEFT in each for each in slots) > 0.9 * len(slots)
    assert sum(RIGHT in each for each in slots) < 0.8 * len(slots)
