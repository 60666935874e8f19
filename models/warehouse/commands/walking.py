"""Walks planned beside the writer: from where orders are taken, and in which sequence."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.commands.base import Base, Code, Part

TURNS_MAX = 200


class PickTurn(Part, frozen=True, kw_only=True):
    """A pick task and where it was to be picked when the walk was planned."""

    task_id: Code
    location: Code


class Walk(Part, frozen=True, kw_only=True):
    """Where an order is best taken from, as far as the removal rules leave that open."""

    order: Code
    locations: Annotated[list[Code], Meta(min_length=1, max_length=TURNS_MAX)]


class SequencePicks(Base, frozen=True, kw_only=True, tag="sequence_picks"):
    """Picks of one walk are done in this sequence from now on; refused if one of them is done, lies
    elsewhere or went to another person since the walk was planned."""

    picks: Annotated[list[PickTurn], Meta(min_length=1, max_length=TURNS_MAX)]
