"""What the kinds of setup share: a row a code, compared with what stands at the site.

A file says how all of its rows are to be: an empty cell means what is usual, not what was there. A
row that says what stands already does nothing, so a file can be read again at any time.
"""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import msgspec

from edge.intake.plan import Context, Line, Plan, Planned
from edge.intake.setup.standing import SetCommand, SetupKind, Standing
from models.warehouse.barcodes import clean

C = TypeVar("C", bound=SetCommand)


class Judge:
    """Collects what is wrong with one row."""

    def __init__(self, line: Line, code: str, context: Context) -> None:
        self._line, self._code, self._context = line, code, context
        self.known = context.known
        self.is_good = True

    def refuse(self, column: str, why: str) -> None:
        """Something of the row does not do."""
        value = self._line.values.get(column)
        self._context.findings.add(self._line.row, column, why, value, self._code)
        self.is_good = False

    def within(self, column: str, least: int, most: int) -> None:
        """A number, where there is one, lies between these."""
        number = self._line.get(column, int)
        if number is not None and not least <= number <= most:
            self.refuse(column, "out_of_range")

    def ordered(self, least: str, most: str) -> None:
        """The one does not pass the other, where both are said."""
        low, high = self._line.get(least, int), self._line.get(most, int)
        if low is not None and high is not None and low > high:
            self.refuse(most, "below_least")

    def must_know(self, column: str, why: str, has: Callable[[str], bool]) -> None:
        """What is named is known at the site."""
        named = self._line.get(column, str)
        if named is not None and not has(named):
            self.refuse(column, why)


class Way(msgspec.Struct, Generic[C], frozen=True):
    """How rows of a kind are read. key: the column of the code; read: the command, None where the
    row cannot be one; judge: what else must hold of a row that says something new; code: what a row
    is known by, if it is more than the code."""

    kind: SetupKind
    key: str
    read: Callable[[Line, Standing | None, Judge], C | None]
    judge: Callable[[C, Standing | None, Judge], None]
    code: Callable[[Line], str] | None = None


def plan_setup(way: Way[C], lines: Iterable[Line], context: Context) -> Plan:
    """A command for each row that says something new."""
    plan, standing = Plan(), context.known.setup(way.kind)
    seen: set[str] = set()
    for line in lines:
        plan.lines += 1
        plan.documents += 1
        code = way.code(line) if way.code is not None else clean(line.need(way.key, str))
        judge, there = Judge(line, code, context), standing.get(code)
        if not code or code in seen:
            judge.refuse(way.key, "repeated_code" if code else "value_missing")
            continue
        seen.add(code)
        command = way.read(line, there, judge)
        if command is None or not judge.is_good:
            continue
        if there is not None and there.in_use and there.command == command:
            plan.repeated += 1
            continue
        way.judge(command, there, judge)
        if judge.is_good:
            plan.commands.append(_planned(way.kind, line.row, code, command, there, context))
    return plan


def _planned(
    kind: str,
    row: int,
    code: str,
    command: SetCommand,
    there: Standing | None,
    context: Context,
) -> Planned:
    """The id tells what is changed and when, so that a file which is read again after another has
    its effect again."""
    before = msgspec.json.encode(there).decode() if there is not None else ""
    made = context.command_id(kind, code, before, str(context.known.now_ms()))
    changes = there is not None and there.in_use
    return Planned(row, code, msgspec.structs.replace(command, command_id=made), changes=changes)
