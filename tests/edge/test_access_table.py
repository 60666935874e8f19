"""The tables of permissions name every command, dialogue and kind of task there is, and say what
each role may do."""

from typing import get_args

import pytest

from edge.api.access import BIT_OF, NEEDS, NoRule, demand_rules
from edge.floor.dialogues.scripts import SCRIPTS
from models.warehouse.commands import Command
from models.warehouse.people.dialogues import DIALOGUES, TASKS, may_enter
from models.warehouse.people.permissions import BY_ROW, EVERYTHING, Permission, permissions_in
from models.warehouse.people.roles import MAY, OF_PARTNERS, Role, role_named
from models.warehouse.people.sight import NO_ROW, Sight, sight_of
from models.warehouse.work import KINDS, Kind

P = Permission
FLOOR = {P.WORK, P.RECEIVE, P.PUT_AWAY, P.PICK, P.SHIP, P.MOVE, P.COUNT, P.ASSEMBLE}
OFFICE = {P.ANNOUNCE, P.ORDER, P.CORRECT, P.EDIT_MASTER, P.IMPORT, P.SUPERVISE}


def test_every_command_stands_once_in_the_table() -> None:
    listed = [kind for kinds in NEEDS.values() for kind in kinds]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(get_args(Command))
    demand_rules({})


def test_a_route_or_command_without_a_rule_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoRule, match="GET /new"):
        demand_rules({"GET /new": None})
    with pytest.raises(NoRule, match="GET /new"):
        demand_rules({"GET /new": "no such rule"})
    monkeypatch.delitem(BIT_OF, get_args(Command)[0])
    with pytest.raises(NoRule, match=get_args(Command)[0].__name__):
        demand_rules({})


def test_every_dialogue_and_kind_of_task_has_a_permission() -> None:
    assert DIALOGUES.keys() == SCRIPTS.keys()
    assert TASKS.keys() == set(get_args(Kind))
    assert set(KINDS) < TASKS.keys()
    assert not may_enter("no such dialogue", EVERYTHING)


@pytest.mark.parametrize(
    ("role", "does"),
    [
        (Role.ADMIN, FLOOR | OFFICE),
        (Role.SUPERVISOR, FLOOR | OFFICE),
        (Role.WORKER, FLOOR),
        (Role.INBOUND, {P.WORK, P.RECEIVE, P.PUT_AWAY, P.MOVE}),
        (Role.OUTBOUND, {P.WORK, P.PICK, P.SHIP, P.MOVE, P.ASSEMBLE}),
        (Role.STOCK_CONTROL, {P.WORK, P.PUT_AWAY, P.MOVE, P.COUNT, P.CORRECT}),
        (Role.VIEWER, set()),
        (Role.SUPPLIER, set()),
        (Role.CUSTOMER, set()),
        (Role.DEVICE, set()),
        (Role.ROBOT, {P.WORK, P.PUT_AWAY, P.PICK, P.MOVE}),
        (Role.NONE, set()),
    ],
)
def test_what_each_role_does(role: Role, does: set[Permission]) -> None:
    held = set(permissions_in(MAY[role]))
    assert held & (FLOOR | OFFICE) == does
    manages = {P.MANAGE, P.MANAGE_PEOPLE, P.MANAGE_DEVICES, P.MANAGE_KEYS}
    assert held & manages == (manages if role is Role.ADMIN else set())


@pytest.mark.parametrize("role", sorted(OF_PARTNERS, key=str))
def test_people_outside_hold_only_what_is_read_by_row(role: Role) -> None:
    assert MAY[role] & ~BY_ROW == 0


@pytest.mark.parametrize(
    ("name", "role"),
    [
        *((role.value, role) for role in Role),
        ("manager", Role.ADMIN),
        ("reader", Role.VIEWER),
        ("", Role.NONE),
        ("root", Role.NONE),
    ],
)
def test_stored_names_of_all_builds_are_read(name: str, role: Role) -> None:
    assert role_named(name) is role


@pytest.mark.parametrize(
    ("role", "partner", "owner", "sight"),
    [
        (Role.WORKER, None, None, None),
        (Role.WORKER, 5, None, None),
        (Role.VIEWER, None, 7, Sight(owner_id=7)),
        (Role.SUPPLIER, 5, None, Sight(supplier_id=5)),
        (Role.SUPPLIER, None, None, Sight(supplier_id=NO_ROW)),
        (Role.CUSTOMER, 5, 7, Sight(customer_id=5, owner_id=7)),
        (Role.CUSTOMER, 0, 0, Sight(customer_id=NO_ROW)),
    ],
)
def test_whoever_belongs_to_a_partner_or_owner_sees_its_rows_alone(
    role: Role, partner: int | None, owner: int | None, sight: Sight | None
) -> None:
    assert sight_of(role, partner, owner) == sight
