"""What can be allowed or refused at headquarters, and what each role may: one table."""

from collections.abc import Mapping
from enum import Enum

from hub.store.users import Person, Role


class Permission(Enum):
    """What a route asks of its caller."""

    LOOK = "look"
    EDIT_MASTER = "edit_master"
    COMMAND = "command"
    """Order a site to do something, answer for what one site must tell another."""
    RESOLVE = "resolve"
    """Take back the value that lost."""
    ENROL = "enrol"
    """Let sites and other headquarters in, and put them out."""
    MANAGE_PEOPLE = "manage_people"
    """People, their passwords, and keys of programs."""
    MANAGE_MODELS = "manage_models"
    """Which forecasting models the sites are offered."""
    SEE_AUDIT = "see_audit"
    """Who did what, and from where."""


P = Permission
_LOOKS = frozenset((P.LOOK,))
_PLANS = _LOOKS | {P.EDIT_MASTER, P.COMMAND, P.RESOLVE}
MAY: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: _LOOKS,
    Role.PLANNER: _PLANS,
    Role.ADMIN: frozenset(Permission),
}
assert MAY.keys() == set(Role)


def may(person: Person, permission: Permission) -> bool:
    """By role, and by what the key of a program is narrowed to."""
    return permission in MAY[person.role] and (
        person.scope is None or permission.value in person.scope
    )
