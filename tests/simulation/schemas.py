"""The catalogue of the next version: a field more here and there, and a table nobody else knows."""

import msgspec

from sync.core.catalogue import Catalogue, Field, Kind, Merge, Table, TableId
from tests.sync.catalogue import CATALOGUE, LABEL, LEDGER, PAPER, RIGHT, THING

OLD = CATALOGUE
NEW_THING = msgspec.structs.replace(
    THING, fields=(*THING.fields, Field(4, "shelf", Kind.TEXT, "none"))
)
NEW_LEDGER = msgspec.structs.replace(
    LEDGER, fields=(*LEDGER.fields, Field(3, "reason", Kind.TEXT, "none"))
)
VISIT = Table(TableId(6), "visit", Merge.LEDGER, (Field(1, "thing_id", Kind.INT),))
NEW = Catalogue(OLD.schema + 1, (NEW_THING, PAPER, NEW_LEDGER, LABEL, RIGHT, VISIT))
