"""ESCROW: rights to spend. Grants and uses are running totals, so the merge is the maximum."""

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


def overdrawn(state: RightsState | None, number: int) -> bool:
    """Whether a node has given away or used more than it held."""
    return state is not None and state.held(number) < 0
