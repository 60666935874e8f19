"""The table of commands by role names every command there is."""

from typing import get_args

import pytest

from edge.api.access import Role, may_supervise, role_for, role_named
from models.warehouse.commands import Command

WORKER = {
    "ArriveAsn", "Receive", "CloseReceipt", "Inspect", "ReturnGoods",
    "PutAway", "ConfirmPick", "Pack", "Ship", "Move",
    "OpenDialogue", "Scan", "Enter", "Choose",
    "RequestCount", "CountLocation", "NextWork", "Replenish",
    "ChangePick", "TakeTote", "SetDownTotes", "PutContent",
    "Stage", "PlanShipment", "LoadUnit", "UnloadUnit", "DepartShipment", "Deliver",
    "ReceiveUnit", "CollectPart", "BuildKits", "TakeApart", "NestUnit", "TakeOutUnit",
    "PutAwayUnit", "Attach",
}  # fmt: skip


def test_workers_do_floor_work_and_supervisors_the_rest() -> None:
    kinds = {kind.__name__: role_for(kind) for kind in get_args(Command)}
    assert {name for name, role in kinds.items() if role is Role.worker} == WORKER
    assert {role for name, role in kinds.items() if name not in WORKER} == {Role.supervisor}


@pytest.mark.parametrize("name", ["", "root", "owner"])
def test_an_unknown_role_may_only_look(name: str) -> None:
    assert role_named(name) is Role.reader


@pytest.mark.parametrize(
    ("role", "may"),
    [(None, False), (Role.worker, False), (Role.supervisor, True), (Role.admin, True)],
)
def test_what_only_a_supervisor_confirms(role: Role | None, may: bool) -> None:
    assert may_supervise(role) is may
