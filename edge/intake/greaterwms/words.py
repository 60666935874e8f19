"""What the rules of a report mean, for people."""

from edge.intake.greaterwms.findings import MISMATCH, NOTE, REFUSED

LEVELS = {MISMATCH: "disagrees", REFUSED: "not taken", NOTE: "note"}
STATES = {
    "checked": "Checked; nothing was written.",
    "moved_in": "Moved in.",
    "moved_in_before": "This account was moved in before; nothing was changed.",
}
_RULES = {
    "alias_differs": "a printed code differs from the list of codes",
    "alias_not_listed": "a printed code that is missing in the list of codes: taken from the row",
    "alias_twice": "one printed code stands for several things",
    "any_city": "a tariff without a city, which there meant any city",
    "bad_key": "a row without a usable key",
    "bad_value": "a value that cannot be read",
    "blocked_stock": "allocated from stock that is blocked",
    "code_taken": "the code means something else here",
    "code_twice": "one code several times: the first counts, a person maps the others",
    "difference_wrong": "a count whose difference is not counted less book",
    "document_refused": "a line of a document that is not taken",
    "empty_draft": "a document without partner",
    "empty_label": "a location said to be empty that is not, or the other way round",
    "fee_unreadable": "freight costs that cannot be read",
    "file_damaged": "the database file is damaged",
    "kept_for_no_line": "allocated for a line that is not there: free again",
    "more_than_counted": "more put away than was counted",
    "more_than_lies_there": "more allocated than lies there",
    "negative": "a quantity below zero, or none where there must be one",
    "no_line": "a document without a line that can be taken",
    "not_compared": "rows that cannot be summed up",
    "number_used": "the site has a document of this number",
    "picked_and_gone": "picked goods that are not there: that part is cancelled",
    "picked_for_nobody": "picked goods of no open order: to be put back",
    "picked_short": "picked less than allocated",
    "points_nowhere": "a printed code of something that is not there",
    "property_differs": "stock and its location have different properties",
    "recorded_per_bin": "records of movements do not add up by location",
    "row_twice": "one row of stock several times",
    "status_differs": "document and line have different states",
    "table_damaged": "a table is damaged",
    "table_without_key": "a table cannot be read by account",
    "tracked_here": "the item is tracked by lot, serial or weight here",
    "unknown_document": "a line without document",
    "unknown_mode": "a printed code of an unknown kind",
    "unknown_property": "a location of an unknown property",
    "unknown_stock": "allocated from stock that is not there",
    "unknown_t": "a pick from stock that is not there any more",
    "value_left_out": "a value that cannot be read, left out",
    "volume_differs": "a volume that does not follow from the lengths: worked out anew",
}
_STARTS = (
    ("stock_", "the stock list differs from its rows: "),
    ("unknown_", "a name that is nowhere else: "),
)


def said(rule: str) -> str:
    """The rule in words."""
    if rule in _RULES:
        return _RULES[rule]
    for start, words in _STARTS:
        if rule.startswith(start):
            return words + rule.removeprefix(start).replace("_", " ")
    return rule.replace("_", " ")
