"""The zone is done: each tote goes to the next zone's hand-over place, or to packing."""

from edge.floor.dialogues.given import Given
from edge.floor.dialogues.picking.context import Picking
from edge.floor.dialogues.talk import Talk, Turned, did, on
from edge.floor.dialogues.zone.beginning import zone_of
from edge.floor.reads.zones import Tote
from edge.floor.totes import place_for, set_down_totes
from models.warehouse.commands import SetDownTotes

GO_ON = "go_on"


def on_hand(talk: Talk[Picking], given: Given) -> Turned[Picking]:
    """One scan sets down all totes that go there; another place takes the first, asked twice."""
    fresh = Picking(is_cluster=True, zone=zone_of(talk))
    in_hand = to_hand_over(talk)
    if given.location is None or not in_hand:
        return on(fresh, "all_set_down", "zone.nothing_in_hand")
    going = [tote.unit for tote, place in in_hand if place == given.location.code]
    chosen = going or [in_hand[0][0].unit]
    command = SetDownTotes(
        command_id=talk.now.command_id,
        units=chosen,
        location=given.location.code,
        confirm=talk.confirmed,
    )
    decision = set_down_totes(command, talk.site, talk.now)
    is_last = len(chosen) == len(in_hand)
    return did(decision, fresh, "all_set_down" if is_last else "set_down")


def to_hand_over(talk: Talk[Picking]) -> list[tuple[Tote, str | None]]:
    """Totes in hand, each with the place it goes to."""
    found: list[tuple[Tote, str | None]] = []
    for tote in talk.site.totes_in_hand(talk.now.person_id):
        dn = talk.site.dn_by_id(tote.dn_id)
        assert dn is not None
        found.append((tote, place_for(talk.site, talk.now, dn, tote.zone)))
    return found
