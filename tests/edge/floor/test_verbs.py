"""Each command has exactly one way to be decided."""

from edge.floor.decide import VERBS
from models.warehouse.commands import Command, TurnCommand


def test_each_command_is_decided_by_a_verb_or_led_as_a_turn() -> None:
    assert VERBS.keys() == set(Command.__args__) - set(TurnCommand.__args__)
