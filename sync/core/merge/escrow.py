"""ESCROW: rights to spend. Grants and uses are running totals, so the merge is the maximum."""

from sync.core.merge.owned import WAITING
from sync.core.state import RightsState


def grant(state: RightsState | None, giver: int, to: int, total: int) -> RightsState:
    """Merge the total a node has granted to another."""
    state = state or RightsState()
    state.granted[giver, to] = max(state.granted.get((giver, to), 0), total)
    return state


def spend(state: RightsState | None, number: int, total: int) -> RightsState:
    """Merge the total a node has used."""
    state = state or RightsState()
    state.used[number] = max(state.used.get(number, 0), total)
    return state


def refusal(state: RightsState, number: int, claimed: int) -> str:
    """Judge a grant or use by what its author says it had received by then.

    WAITING: grants it builds on have not arrived. overdrawn: more than it had, by its own word.
    """
    if claimed > state.received(number):
        return WAITING
    return "overdrawn" if state.given_away(number) > claimed else ""
