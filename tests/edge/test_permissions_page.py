"""The page of roles, routes and commands is made from the tables that decide."""

from pathlib import Path
from typing import get_args

import pytest

from edge.admin.making import Made
from edge.api.access import NEEDS, PERMISSION_OF, RULES
from models.warehouse.commands import Command
from models.warehouse.people.dialogues import DIALOGUES
from models.warehouse.people.permissions import Permission
from models.warehouse.people.roles import MAY, Role
from node.http.access import own_rules
from tests.edge.serving import Clock, Served, make
from tests.golden import Golden

DOCS = Path(__file__).parents[2] / "docs"
INTRODUCTION = """# Who may do what at a site

Made from `models/warehouse/people` and `edge/api/access.py` by `pytest --update-golden`; a route or
command without a permission stops the program when it starts. Somebody who belongs to a partner or
to one owner of stock holds, of the role's permissions, only `sign_in`, `see_site`, `see_asns`,
`see_orders`, `see_stock`, `see_items` and `see_files`, and sees the rows of that partner or owner
alone (`edge/store/sighted.py`). API keys have a role too and may be narrowed to some of its
permissions. Names of roles of earlier builds: `manager` is read as `admin`, `reader` as `viewer`; a
role nobody knows may nothing.
"""


def test_the_page_says_what_the_tables_say(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    golden = Golden(DOCS, update=pytestconfig.option.update_golden)
    made: Made = make(tmp_path / "template", Clock())
    with Served((tmp_path / "template", made), tmp_path / "data", Clock()) as served:
        rules = own_rules(served.edge.litestar)
    golden.check("permissions.md", page(rules))


def page(rules: dict[str, str | None]) -> str:
    """Markdown."""
    roles = [role for role in Role if role is not Role.NONE]
    head = ["", *(role.value for role in roles)]
    lines = [INTRODUCTION, "## Roles", "", row(head), row(["---"] * len(head))]
    for permission in Permission:
        held = ["yes" if MAY[role] & permission.bit else "" for role in roles]
        lines.append(row([f"`{permission.value}`", *held]))
    lines += ["", "## Routes", "", row(["route", "permission"]), row(["---"] * 2)]
    for route, rule in sorted(rules.items()):
        assert rule in RULES
        lines.append(row([f"`{route}`", said(str(rule))]))
    lines += ["", "## Commands", "", row(["command", "permission"]), row(["---"] * 2)]
    kinds = sorted(get_args(Command), key=lambda kind: kind.__struct_config__.tag)
    for kind in kinds:
        tag = kind.__struct_config__.tag
        lines.append(row([f"`{tag}`", f"`{PERMISSION_OF[kind].value}`"]))
    lines += ["", "## Dialogues", "", row(["dialogue", "permission"]), row(["---"] * 2)]
    for name, permission in sorted(DIALOGUES.items()):
        lines.append(row([f"`{name}`", f"`{permission.value}`"]))
    return "\n".join(lines) + "\n"


def said(rule: str) -> str:
    """A rule in words, where it is no permission."""
    if rule == "open":
        return "anybody"
    if rule == "command":
        return "that of the command: one of " + ", ".join(f"`{each.value}`" for each in NEEDS)
    if rule == "measure":
        return "`look`, or a caller on this machine"
    return f"`{rule}`"


def row(cells: list[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"
