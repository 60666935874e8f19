"""Reads of rules in SQL: few rows, read once, kept until master data changes."""

from collections.abc import Sequence
from typing import Any

import apsw

from edge.plugins.host import Plugins
from edge.plugins.specs import Goods, Places, StockSeen
from models.warehouse.rules.rule import Kind, Rule, RuleError, read

Row = tuple[Any, ...]
RULES = (
    "SELECT kind, id, priority, holds_when, says FROM rule"
    " WHERE warehouse_id=? AND status='active' ORDER BY priority, id"
)
RULE = "SELECT kind FROM rule WHERE id=?"
RULE_OF = (
    "SELECT id FROM rule WHERE code=? AND warehouse_id=? AND status='active' ORDER BY id LIMIT 1"
)


class RuleReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int
    _rules: dict[str, list[Rule]] | None = None
    plugins: Plugins | None = None

    def rules(self, kind: Kind) -> list[Rule]:
        if self._rules is None:
            self._rules = {}
            for row in self._cursor.execute(RULES, (self._warehouse_id,)).fetchall():
                rule = _rule(row)
                if rule is not None:
                    self._rules.setdefault(str(row[0]), []).append(rule)
        return self._rules.get(kind, [])

    def rule(self, rule_id: int) -> str | None:
        rows: list[Row] = self._cursor.execute(RULE, (rule_id,)).fetchall()
        return rows[0][0] if rows else None

    def rule_of(self, code: str) -> int | None:
        rows: list[Row] = self._cursor.execute(RULE_OF, (code, self._warehouse_id)).fetchall()
        return rows[0][0] if rows else None

    def putaway_by_plugin(self, name: str, goods: Goods, places: Places) -> list[str]:
        return self.plugins.putaway(name, goods, places) if self.plugins is not None else []

    def ranks_by_plugin(self, name: str, stocks: Sequence[StockSeen], today: str) -> list[int]:
        return self.plugins.ranks(name, stocks, today) if self.plugins is not None else []


def _rule(row: Row) -> Rule | None:
    try:
        return read(*row[1:])
    except RuleError:
        return None
