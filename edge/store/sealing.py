"""The head of the audit trail goes into the signed log now and then: from then on the rows before
it cannot be rewritten without rewriting what headquarters holds as well."""

from edge.floor.draft import Site
from edge.store.audit import TRAIL
from edge.store.recorder import Recorder
from models.warehouse.catalogue import AUDIT_SEAL
from models.warehouse.scopes import warehouse_scope
from sync.core.change import Insert
from sync.store.protocol import Author

_SEALED = "SELECT max(seq) FROM audit_seal WHERE warehouse_id=?"


def seal(recorder: Recorder, site: Site, now_ms: int) -> None:
    """Inside the open transaction; nothing where nothing happened since the last one. Behind a seal
    from before a restore nothing is sealed until the trail is longer."""
    connection = recorder.store.connection
    end = TRAIL.head(connection)
    ((sealed,),) = connection.execute(_SEALED, (site.warehouse_id,)).fetchall()
    if end.seq <= (sealed if isinstance(sealed, int) else 0):
        return
    row = (
        recorder.ids.new(),
        site.company_id,
        site.warehouse_id,
        end.seq,
        end.hash.hex(),
        now_ms,
    )
    recorder.store.write(
        warehouse_scope(site.warehouse_id), [Insert(AUDIT_SEAL, [row])], Author(key="audit")
    )
