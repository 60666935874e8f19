"""Proposals made of forecasts: recorded by the site itself, taken or turned down by people."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import Base, Code, Part, Text, Whole
from models.warehouse.foresight import Because, Day, Kind, Outlook

PROPOSALS_MAX = 50


class Proposed(Part, frozen=True, kw_only=True):
    """One thing to do about an item, by a day if it is urgent."""

    item: Code
    kind: Kind
    quantity: Whole = 0
    urgent_on: Day | None = None
    because: Because


class Propose(Base, frozen=True, kw_only=True, tag="propose"):
    """What a night's forecasts come to. A proposal takes the place of the open one of its item and
    kind; `over`: open ones that no longer hold."""

    proposals: Annotated[tuple[Proposed, ...], Meta(max_length=PROPOSALS_MAX)] = ()
    over: Annotated[tuple[Code, ...], Meta(max_length=1_000)] = ()
    outlook: Outlook | None = None


class AcceptProposal(Base, frozen=True, kw_only=True, tag="accept_proposal"):
    """Somebody sees to it. `quantity`: what was really ordered, where that is another one."""

    proposal: Code
    quantity: Whole | None = None
    reason: Text = ""


class DismissProposal(Base, frozen=True, kw_only=True, tag="dismiss_proposal"):
    """It will not be done, and why."""

    proposal: Code
    reason: Annotated[Text, Meta(min_length=1)]
