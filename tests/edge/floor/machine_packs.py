"""Rules of the floor's state machine about quantities that are entered in packs."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.edge.floor.machine_base import Rules

SPOTS = st.sampled_from(["A-01-01-1", "A-01-02-1", "A-02-01-2", "DOCK-1"])


class PackRules(Rules):
    """Tea comes in boxes, sometimes of another size than one thinks."""

    @rule(pieces=st.sampled_from([2, 3, 4]), drop=st.booleans())
    def box(self, pieces: int, drop: bool) -> None:
        if drop:
            self.twice("drop_pack", item="TEA", pack="Box")
        else:
            self.twice("set_pack", item="TEA", pack="Box", quantity=pieces)

    @rule(boxes=st.integers(1, 3), of=st.sampled_from([2, 3, 4]), to=SPOTS, source=SPOTS)
    def carry_boxes(self, boxes: int, of: int, to: str, source: str) -> None:
        entered = {"quantity": boxes, "uom": "Box"}
        goods = {"item": "TEA", "quantity": boxes * of, "entered": entered}
        self.twice("receive", **goods)
        self.twice("move", from_location=source, to_location=to, **goods)
        self.twice("count_location", location=to, lines=[goods])
