"""States of documents, tasks and handling units as data: one table each, ranks derived from it.

The diagrams in docs/states.md are generated from these tables (tests/warehouse/test_states.py).
"""

from collections.abc import Mapping

import msgspec


class IllegalTransition(Exception):
    """An event that the present state does not allow."""

    def __init__(self, document: str, state: str, event: str) -> None:
        super().__init__(f"{document}: {event} is not allowed in state {state}")
        self.document, self.state, self.event = document, state, event


class Transitions(msgspec.Struct, frozen=True):
    """(state, event) → state. `order` lists the states by rank: a state never falls back."""

    name: str
    order: tuple[str, ...]
    moves: Mapping[tuple[str, str], str]

    def after(self, state: str, event: str) -> str:
        """The next state; raises IllegalTransition."""
        try:
            return self.moves[state, event]
        except KeyError:
            raise IllegalTransition(self.name, state, event) from None

    def allows(self, state: str, event: str) -> bool:
        """Whether the event is allowed now."""
        return (state, event) in self.moves

    @property
    def ranks(self) -> dict[str, int]:
        """Rank of each state in the lattice."""
        return {state: rank for rank, state in enumerate(self.order, start=1)}


def _moves(table: str) -> dict[tuple[str, str], str]:
    """`from event to` per line; `a|b event to` for several sources."""
    moves: dict[tuple[str, str], str] = {}
    for line in table.strip().splitlines():
        sources, event, target = line.split()
        for source in sources.split("|"):
            assert (source, event) not in moves, line
            moves[source, event] = target
    return moves


ASN_STATES = Transitions(
    "asn",
    ("draft", "announced", "arrived", "receiving", "received", "closed", "cancelled"),
    _moves("""
        draft                       announce  announced
        announced                   arrive    arrived
        announced|arrived|receiving receive   receiving
        arrived|receiving           complete  received
        received                    close     closed
        draft|announced|arrived|receiving cancel cancelled
    """),
)
DN_STATES = Transitions(
    "dn",
    (
        "draft",
        "confirmed",
        "released",
        "short",
        "allocated",
        "picking",
        "picked",
        "packing",
        "packed",
        "staged",
        "shipped",
        "cancelled",
        "delivered",
    ),
    _moves("""
        draft                                  confirm   confirmed
        confirmed                              release   released
        released|short                         allocate  allocated
        released                               run_short short
        allocated                              pick      picking
        picking                                pick      picking
        picking|allocated                      picked    picked
        picked|packing                         pack      packing
        packing|picked                         packed    packed
        packed                                 stage     staged
        packed|staged                          ship      shipped
        shipped                                deliver   delivered
        draft|confirmed|released|short|allocated               cancel cancelled
        picking|picked|packing|packed|staged                   cancel cancelled
    """),
)
TRANSFER_STATES = Transitions(
    "transfer",
    ("draft", "confirmed", "in_transit", "receiving", "received", "cancelled"),
    _moves("""
        draft                confirm confirmed
        confirmed|in_transit ship    in_transit
        confirmed|in_transit|receiving receive receiving
        confirmed|in_transit|receiving complete received
        draft|confirmed      cancel  cancelled
    """),
)
TASK_STATES = Transitions(
    "task",
    ("ready", "leased", "active", "done", "short", "cancelled"),
    _moves("""
        ready               lease    leased
        leased              start    active
        ready|leased|active finish   done
        ready|leased|active run_short short
        ready|leased|active cancel   cancelled
    """),
)
COUNT_STATES = Transitions(
    "count",
    ("requested", "counting", "counted", "review", "posted", "cancelled"),
    _moves("""
        requested           start  counting
        counting            count  counted
        counted             recount counting
        counted             review review
        review              recount counting
        counted|review      post   posted
        requested|counting|counted|review cancel cancelled
    """),
)
UNIT_STATES = Transitions(
    "handling_unit",
    ("empty", "open", "closed", "staged", "loaded", "shipped", "returned"),
    _moves("""
        empty         fill   open
        open          fill   open
        open          close  closed
        closed        stage  staged
        closed|staged load   loaded
        loaded        unload staged
        closed|staged reopen open
        closed|staged|loaded ship shipped
        shipped       return returned
    """),
)

SHIPMENT_STATES = Transitions(
    "shipment",
    ("planned", "loading", "departed", "delivered", "cancelled"),
    _moves("""
        planned|loading load    loading
        loading         depart  departed
        departed        deliver delivered
        planned|loading cancel  cancelled
    """),
)

KIT_ORDER_STATES = Transitions(
    "kit_order",
    ("draft", "released", "working", "done", "cancelled"),
    _moves("""
        draft                  release released
        released|working       work    working
        working                finish  done
        draft|released|working cancel  cancelled
    """),
)

ASN_RANKS = ASN_STATES.ranks
DN_RANKS = DN_STATES.ranks
TRANSFER_RANKS = TRANSFER_STATES.ranks
TASK_RANKS = TASK_STATES.ranks
COUNT_RANKS = COUNT_STATES.ranks
UNIT_RANKS = UNIT_STATES.ranks
SHIPMENT_RANKS = SHIPMENT_STATES.ranks
KIT_ORDER_RANKS = KIT_ORDER_STATES.ranks

DOCUMENTS = (
    ASN_STATES,
    DN_STATES,
    TRANSFER_STATES,
    TASK_STATES,
    COUNT_STATES,
    UNIT_STATES,
    SHIPMENT_STATES,
    KIT_ORDER_STATES,
)
