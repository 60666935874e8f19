"""What a simulated robot did, as one HTML page that replays it and needs nothing else."""

from importlib.resources import files
from pathlib import Path

import msgspec

from agv.simulator.run import Simulation
from agv.simulator.track import Floor

FRAME_S = 0.05
# A point of the tape for each centimetre.
THIN = 10
SLOT = "/*RECORDING*/null"


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """One picture; `things` are x and y of each in their order."""

    at_s: float
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    limit_mps: float
    zone: str
    phase: str
    node: str
    line: str
    said: str
    things: tuple[tuple[float, float], ...]


class Recorder:
    """Takes a frame every 50 ms of simulated time."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._next_s = simulation.plant.now_s
        self._frames: list[Frame] = []

    def turn(self) -> None:
        """After each turn of the simulation."""
        plant = self._simulation.plant
        if plant.now_s < self._next_s:
            return
        self._next_s += FRAME_S
        firmware, body = self._simulation.firmware, plant.body
        report = firmware.report()
        self._frames.append(
            Frame(
                at_s=round(plant.now_s, 3),
                x_m=round(body.x_m, 4),
                y_m=round(body.y_m, 4),
                heading_rad=round(body.heading_rad, 4),
                speed_mps=round(body.speed_mps, 3),
                limit_mps=round(firmware.limit_mps, 3),
                zone=report.zone,
                phase=firmware.pilot.phase,
                node=report.last_node,
                line="".join("X" if each else "." for each in firmware.line),
                said="; ".join(each.said for each in report.complaints),
                things=tuple(each.place(plant.now_s) for each in plant.things.things),
            )
        )

    def write(self, file: Path) -> None:
        """The page with the recording inside."""
        template = files("agv.simulator").joinpath("player.html").read_text(encoding="utf-8")
        assert SLOT in template
        # A closing tag inside a text would end the script.
        text = msgspec.json.encode(self.content()).decode().replace("</", "<\\/")
        file.write_text(template.replace(SLOT, text), encoding="utf-8")

    def content(self) -> dict[str, object]:
        """The recording as plain values; `format` is raised when its fields change."""
        plant, geometry = self._simulation.plant, self._simulation.config.geometry
        return {
            "format": 1,
            "floor": _drawn(plant.floor),
            "robot": geometry,
            "things": plant.things.things,
            "frames": self._frames,
        }


def _drawn(floor: Floor) -> dict[str, object]:
    paths = [
        [[round(float(x), 3), round(float(y), 3)] for x, y in path[::THIN]] for path in floor.paths
    ]
    return {"paths": paths, "bars": [list(map(float, each)) for each in floor.bar_ends]}
