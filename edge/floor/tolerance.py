"""How much of what comes is taken: by the site's receipt rules, over all receipts of a line."""

import msgspec

from edge.floor.draft import Context, Refusal
from edge.floor.finding import ask
from edge.floor.placing import subject_of
from edge.floor.reader import Asn, AsnLine, Item, SiteReader
from models.warehouse.replies import Outcome, Step
from models.warehouse.rules.receipt import ReceiveBy, over, to_inspect
from models.warehouse.rules.rule import Subject, holding
from models.warehouse.stock import AVAILABLE


def rule_of(site: SiteReader, asn: Asn, item: Item, now: Context) -> ReceiveBy:
    """What the first receipt rule that holds says; without one, the site's tolerance."""
    rules = site.rules("receipt")
    if rules:
        said = holding(rules, _subject(asn, item), ReceiveBy)
        if said:
            return said[0]
    return ReceiveBy(over_percent=now.site.settings.over_receipt_percent)


def tolerated(
    by: ReceiveBy, lines: list[AsnLine], quantity: int, *, confirmed: bool, now: Context
) -> int:
    """By how much the cumulated receipt passes what was announced and the tolerance. The question
    is asked once; beyond the bound only a supervisor takes goods in."""
    expected = sum(line.expected for line in lines)
    received = sum(line.received for line in lines) + quantity
    over_max = by.over_percent_max
    if over_max is not None and over(expected, received, over_max) and not now.may_supervise:
        raise Refusal(
            Outcome.OVER_RECEIPT,
            "receive.over_bound",
            Step.ENTER_QUANTITY,
            item=lines[0].item,
            over=received - expected,
            expected=expected,
        )
    beyond = over(expected, received, by.over_percent)
    if beyond:
        ask(
            confirmed,
            Outcome.OVER_RECEIPT,
            "receive.over",
            item=lines[0].item,
            over=beyond,
            expected=expected,
        )
    return beyond


def inspected_of(by: ReceiveBy, lines: list[AsnLine], quantity: int) -> int:
    """How many of these wait for inspection, so that the share holds over all receipts together."""
    before = sum(line.received for line in lines)
    share = by.inspect_percent
    return min(quantity, to_inspect(before + quantity, share) - to_inspect(before, share))


def _subject(asn: Asn, item: Item) -> Subject:
    return msgspec.structs.replace(subject_of(item, AVAILABLE), supplier=asn.supplier)
