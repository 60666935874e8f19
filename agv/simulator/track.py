"""A floor with tape on it: drawn once into a raster that already holds the sensors' spot."""

import math

import msgspec
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

CELL_M = 0.002
TAPE_M = 0.019
BAR_M = 0.020
BAR_PITCH_M = 0.045
BAR_HALF_M = 0.07
SPOT_M = 0.004
EDGE_M = 0.5


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A marker: `bars` cross bars, the first at `at_m` along path number `path`."""

    at_m: float
    bars: int = 1
    path: int = 0


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Tape that is missing: worn off, or under dirt."""

    at_m: float
    length_m: float
    path: int = 0


class Floor:
    """`covered` is the share of tape in a sensor's spot, 0 to 255, by row and column."""

    def __init__(
        self, paths: tuple[Points, ...], bars: tuple[Bar, ...] = (), gaps: tuple[Gap, ...] = ()
    ) -> None:
        self.paths = tuple(dense(path) for path in paths)
        self.ways = tuple(way(path) for path in self.paths)
        every = np.concatenate(self.paths)
        self.low = every.min(axis=0) - EDGE_M
        size = np.ceil((every.max(axis=0) + EDGE_M - self.low) / CELL_M).astype(int)
        self.columns, self.rows = int(size[0]), int(size[1])
        ink = np.zeros((self.rows, self.columns), np.uint8)
        for number, path in enumerate(self.paths):
            keep = np.ones(len(path), bool)
            for gap in gaps:
                if gap.path == number:
                    along = self.ways[number]
                    keep &= (along < gap.at_m) | (along > gap.at_m + gap.length_m)
            self._draw(ink, path[keep], normals(path)[keep], TAPE_M / 2)
        self.bar_ends: list[tuple[float, float, float, float]] = []
        for bar in bars:
            self._bars(ink, bar)
        self.covered = _spots(ink).tobytes()

    def _bars(self, ink: npt.NDArray[np.uint8], bar: Bar) -> None:
        path, along = self.paths[bar.path], self.ways[bar.path]
        across = normals(path)
        for number in range(bar.bars):
            first = bar.at_m + number * BAR_PITCH_M
            inside = (along >= first) & (along <= first + BAR_M)
            self._draw(ink, path[inside], across[inside], BAR_HALF_M)
            middle = int(np.flatnonzero(inside).mean())
            half = across[middle] * BAR_HALF_M
            self.bar_ends.append((*(path[middle] - half), *(path[middle] + half)))

    def _draw(
        self, ink: npt.NDArray[np.uint8], path: Points, across: Points, half_m: float
    ) -> None:
        steps = np.arange(-half_m, half_m + 1e-9, CELL_M / 2)
        points = path[:, None, :] + across[:, None, :] * steps[None, :, None]
        cells = ((points - self.low) / CELL_M).astype(int).reshape(-1, 2)
        ink[cells[:, 1], cells[:, 0]] = 255

    def at(self, x_m: float, y_m: float) -> int:
        """Share of tape under a spot, 0 to 255; bare floor outside."""
        column = int((x_m - self.low[0]) / CELL_M)
        row = int((y_m - self.low[1]) / CELL_M)
        if 0 <= column < self.columns and 0 <= row < self.rows:
            return self.covered[row * self.columns + column]
        return 0

    def nearest(self, x_m: float, y_m: float, path: int = 0) -> tuple[float, float]:
        """Distance to a path, and how far along it that is."""
        off = self.paths[path] - (x_m, y_m)
        squares = np.einsum("ij,ij->i", off, off)
        index = int(squares.argmin())
        return math.sqrt(float(squares[index])), float(self.ways[path][index])


def dense(path: Points) -> Points:
    """A point for each millimetre."""
    along = way(path)
    count = max(int(along[-1] * 1000), 2)
    wanted = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(wanted, along, path[:, axis]) for axis in (0, 1)], axis=1)


def way(path: Points) -> npt.NDArray[np.float64]:
    """Distance along a path of each of its points."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def normals(path: Points) -> Points:
    """Unit vectors to the left."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return np.stack([-along[:, 1], along[:, 0]], axis=1)


def _spots(ink: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Mean over a sensor's spot."""
    half = round(SPOT_M / CELL_M / 2)
    padded = np.pad(ink.astype(np.float32), half)
    width = 2 * half + 1
    total = np.zeros(ink.shape, np.float32)
    for row in range(width):
        for column in range(width):
            total += padded[row : row + ink.shape[0], column : column + ink.shape[1]]
    return (total / width**2).astype(np.uint8)


def line_to(start: tuple[float, float], end: tuple[float, float]) -> Points:
    """A straight piece."""
    return np.array([start, end], float)


def arc(centre: tuple[float, float], radius_m: float, start: float, end: float) -> Points:
    """A bend, angles in radians."""
    angles = np.linspace(start, end, 200)
    x, y = centre
    return np.stack([x + radius_m * np.cos(angles), y + radius_m * np.sin(angles)], axis=1)


def course() -> Points:
    """10.4 m around, bends of 0.3, 0.5 and 0.8 m radius to both sides; closed, starts at (0, 0)."""
    quarter = math.pi / 2
    return np.concatenate(
        [
            line_to((0, 0), (3, 0)),
            arc((3, 0.5), 0.5, -quarter, quarter),
            line_to((3, 1), (2, 1)),
            arc((2, 1.3), 0.3, -quarter, -2 * quarter),
            arc((1.4, 1.3), 0.3, 0, quarter),
            line_to((1.4, 1.6), (0, 1.6)),
            arc((0, 0.8), 0.8, quarter, 3 * quarter),
        ]
    )


def ring(straight_m: float, radius_m: float = 0.6) -> Points:
    """Two straights and two half circles; starts at (0, 0)."""
    quarter = math.pi / 2
    return np.concatenate(
        [
            line_to((0, 0), (straight_m, 0)),
            arc((straight_m, radius_m), radius_m, -quarter, quarter),
            line_to((straight_m, 2 * radius_m), (0, 2 * radius_m)),
            arc((0, radius_m), radius_m, quarter, 3 * quarter),
        ]
    )
