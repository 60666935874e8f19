"""What a row of reflectance sensors says at one moment."""

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """`offset_m`: middle of the chosen stretch of tape, left of the robot's middle positive; None
    without tape. `split`: there is a gap between active sensors, a fork or a broken sensor."""

    offset_m: float | None
    active: int
    split: bool = False
    wide: bool = False


def view(line: tuple[bool, ...], offsets_m: tuple[float, ...], near_m: float, bear: int) -> View:
    """Weighted centroid of one group of neighbours: the leftmost (`bear` 1), the rightmost (-1), or
    the one nearest to `near_m`, where the tape is expected (0)."""
    groups = _groups(line)
    active = sum(line)
    if not groups:
        return View(offset_m=None, active=0)
    middles = [sum(offsets_m[i] for i in group) / len(group) for group in groups]
    if bear:
        offset = middles[0] if bear > 0 else middles[-1]
    else:
        offset = min(middles, key=lambda each: abs(each - near_m))
    return View(
        offset_m=offset,
        active=active,
        split=len(groups) > 1,
        wide=max(len(group) for group in groups) >= 3,
    )


def _groups(line: tuple[bool, ...]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index, on in enumerate(line):
        if on:
            if index and line[index - 1]:
                groups[-1].append(index)
            else:
                groups.append([index])
    return groups
