"""What a file is asked when it is opened. It takes no longer as the file grows: each statement
jumps from one group to the next instead of walking through all rows."""

from collections.abc import Callable, Iterable
from typing import Any

_LAST_SEAL = "SELECT seq FROM s_seal WHERE stream=? ORDER BY seq DESC LIMIT 1"
_BURIED = """
WITH RECURSIVE buried(table_id) AS (
  SELECT min(table_id) FROM s_tomb
  UNION ALL
  SELECT (SELECT min(table_id) FROM s_tomb WHERE table_id > buried.table_id) FROM buried
  WHERE buried.table_id IS NOT NULL
)
SELECT table_id FROM buried WHERE table_id IS NOT NULL
"""


def last_seals(execute: Callable[..., Iterable[Any]], streams: Iterable[int]) -> dict[int, int]:
    """Up to which record each of these streams is sealed; those without a seal are left out."""
    return {number: seq for number in streams for (seq,) in execute(_LAST_SEAL, (number,))}


def buried_tables(execute: Callable[..., Iterable[Any]]) -> set[int]:
    """Tables of which a row was ever deleted."""
    return {table for (table,) in execute(_BURIED)}
