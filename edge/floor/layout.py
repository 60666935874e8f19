"""A default layout: zones of aisles of racks with levels, and the places around them."""

import msgspec

VIRTUAL = ("supplier", "customer", "found", "loss", "transit", "kitting")
"""Where stock comes from and goes to outside the warehouse; their codes start with `@`. What goes
into kits ends in kitting, and kits come from there."""

AISLE_PITCH_MM = 3_600
BAY_MM = 1_000
LEVEL_MM = 1_500
ZONE_GAP_MM = 6_000


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many of each. Location codes read zone-aisle-bay-level, such as A-04-12-2."""

    zones: tuple[str, ...] = ("A", "B")
    aisles: int = 4
    bays: int = 20
    levels: int = 3
    docks: int = 2
    packing: int = 1
    staging: int = 1


class Spot(msgspec.Struct, frozen=True):
    """A location to be made; coordinates in mm from the south-west corner of the floor."""

    code: str
    kind: str
    property: str = "normal"
    zone: str | None = None
    x_mm: int = 0
    y_mm: int = 0
    z_mm: int = 0
    sequence: int = 0


def virtual_code(name: str) -> str:
    """The code of a virtual location."""
    assert name in VIRTUAL
    return f"@{name}"


def spots(layout: Layout) -> list[Spot]:
    """All locations of a layout, virtual ones first, in walking order."""
    made = [Spot(virtual_code(name), "virtual") for name in VIRTUAL]
    for kind, code, count in (
        ("dock", "DOCK", layout.docks),
        ("packing", "PACK", layout.packing),
        ("staging", "STAGE", layout.staging),
    ):
        made += [
            Spot(f"{code}-{place}", kind, x_mm=place * 4_000, y_mm=-5_000, sequence=place)
            for place in range(1, count + 1)
        ]
    for number, wanted in enumerate(("inspection", "hold", "damage"), start=1):
        code = f"{wanted.upper()}-1"
        made.append(
            Spot(code, "storage", wanted, "Q", x_mm=-4_000, y_mm=number * 2_000, sequence=number)
        )
    sequence = 0
    aisle_x = 0
    for zone in layout.zones:
        if len(layout.zones) > 1:
            made.append(
                Spot(
                    f"HAND-{zone}",
                    "handover",
                    zone=zone,
                    x_mm=aisle_x,
                    y_mm=-2_000,
                    sequence=sequence,
                )
            )
        for aisle in range(1, layout.aisles + 1):
            made += _aisle(layout, zone, aisle, aisle_x, sequence)
            sequence += layout.bays * layout.levels
            aisle_x += AISLE_PITCH_MM
        aisle_x += ZONE_GAP_MM
    return made


def _aisle(layout: Layout, zone: str, aisle: int, x_mm: int, sequence: int) -> list[Spot]:
    """Every second aisle is walked from the far end: the route is a serpentine."""
    bays = range(1, layout.bays + 1)
    made: list[Spot] = []
    for bay in bays if aisle % 2 else reversed(bays):
        for level in range(1, layout.levels + 1):
            sequence += 1
            made.append(
                Spot(
                    f"{zone}-{aisle:02}-{bay:02}-{level}",
                    "storage",
                    zone=zone,
                    x_mm=x_mm,
                    y_mm=bay * BAY_MM,
                    z_mm=(level - 1) * LEVEL_MM,
                    sequence=sequence,
                )
            )
    return made
