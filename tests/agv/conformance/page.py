"""Writes docs/vda5050.md from the conformance tests, so that the table cannot drift from them."""

from agv.protocol.errors import ALL_KINDS, KINDS
from tests.agv.conformance import test_actions, test_messages, test_orders, test_reading, test_state
from tests.agv.conformance.rules import RULES

HEAD = """# VDA 5050: what holds, and by which test

Made from `tests/agv/conformance/` by `tests/agv/conformance/page.py`; rewritten by
`pytest tests/agv/conformance --update-golden`.

Our robots and our fleet control speak VDA 5050 3.0 and 2.1 with anybody. Each rule stands in our
own words, with its section in the text of either version; a dash says that the version has no such
rule. A test runs over the wire of every version that has the rule, and each message in it is held
to the published schema where the schemas lie beside the repository.

Not built: maps and zone sets sent to a robot (it follows a line and has neither), hibernation and
shutdown by instant action, trajectories and orientations, which its factsheet does not offer.
"""


def page() -> str:
    """The whole page."""
    assert all((test_actions, test_messages, test_orders, test_reading, test_state))
    rows = sorted(set(RULES), key=lambda each: (_module(each.test), RULES.index(each)))
    lines = ["## Rules", "", "| rule | 3.0 | 2.1 | test |", "|---|---|---|---|"]
    lines += [
        f"| {each.said} | {each.new} | {each.old} | `{_module(each.test)}` {_name(each.test)} |"
        for each in rows
    ]
    return "\n".join([HEAD, *lines, "", *_errors()])


def _module(test: str) -> str:
    return test.partition(".")[0]


def _name(test: str) -> str:
    return test.rpartition(".")[2].removeprefix("test_").replace("_", " ")


def _errors() -> list[str]:
    head = [
        "## Errors",
        "",
        "Below the line of dots are ours: the list of the standard is open.",
        "",
        "| error | level | shown until | in 2.1 | level in 2.1 |",
        "|---|---|---|---|---|",
    ]
    rows = [
        f"| `{name}` | {kind.level} | {kind.until} | `{kind.old}` | {kind.old_level} |"
        for name, kind in ALL_KINDS.items()
    ]
    return [*head, *rows[: len(KINDS)], "| … | | | | |", *rows[len(KINDS) :], ""]
