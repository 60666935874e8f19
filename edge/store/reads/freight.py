"""Reads about tariffs, drivers, assets and the site's address, in SQL."""

import apsw

TARIFF_KNOWN = "SELECT 1 FROM tariff WHERE id=?"
DRIVER = "SELECT id FROM driver WHERE code=? ORDER BY id LIMIT 1"
ASSET = "SELECT id FROM asset WHERE code=? ORDER BY id LIMIT 1"
SITE_ADDRESS = "SELECT id FROM site_address WHERE warehouse_id=? ORDER BY id LIMIT 1"


class FreightReads:
    """Part of edge.store.reader.SqlReader."""

    _cursor: apsw.Cursor
    _warehouse_id: int

    def tariff_known(self, key: str) -> bool:
        return bool(self._cursor.execute(TARIFF_KNOWN, (key,)).fetchall())

    def driver(self, code: str) -> int | None:
        return self._freight_id(DRIVER, code)

    def asset(self, code: str) -> int | None:
        return self._freight_id(ASSET, code)

    def site_address(self) -> int | None:
        return self._freight_id(SITE_ADDRESS, self._warehouse_id)

    def _freight_id(self, statement: str, sought: str | int) -> int | None:
        rows = self._cursor.execute(statement, (sought,)).fetchall()
        if not rows:
            return None
        found = rows[0][0]
        assert isinstance(found, int)
        return found
