"""The state of the site's models in its database, and what headquarters sees of it."""

import apsw
import msgspec

from edge.floor.draft import Draft
from edge.foresight.life import BASELINE, Judged, Kept, Life
from edge.foresight.night import Raised
from edge.store.recorder import Actor, Recorder
from models.warehouse.catalogue import MODEL_STANDING
from sync.core.catalogue import Value
from sync.store.protocol import Author

SETTING = "forecast_models"
VERDICT = "onnxruntime"
THOUSAND = 1000
_KEEP = "INSERT INTO setting VALUES(?, ?) ON CONFLICT DO UPDATE SET value=excluded.value"


class Tried(msgspec.Struct, frozen=True):
    """What came of trying onnxruntime: asked again only for another version or processor."""

    version: str
    cpu: str
    works: bool
    reason: str = ""


def load_life(connection: apsw.Connection) -> Life:
    """The state as the last commit left it."""
    text = _setting(connection, SETTING)
    return Life() if text is None else msgspec.json.decode(text, type=Life)


def load_tried(connection: apsw.Connection) -> Tried | None:
    """The last word on onnxruntime."""
    text = _setting(connection, VERDICT)
    return None if text is None else msgspec.json.decode(text, type=Tried)


def keep_tried(recorder: Recorder, tried: Tried) -> None:
    """In a transaction."""
    recorder.store.connection.execute(_KEEP, (VERDICT, msgspec.json.encode(tried).decode()))


def keep_life(recorder: Recorder, life: Life, raised: tuple[Raised, ...], runtime: str) -> None:
    """The state, what headquarters sees of it, and what somebody should look at: in one
    transaction."""
    recorder.store.connection.execute(_KEEP, (SETTING, msgspec.json.encode(life).decode()))
    draft = Draft(recorder.now(Actor()))
    rows = recorder.store.rows(MODEL_STANDING)
    known = {str(row["model"]): row_id for row_id, row in rows.items()}
    for model, values in _standings(life, runtime).items():
        row_id = known.get(model)
        if row_id is None:
            draft.insert(MODEL_STANDING, {"model": model, **values})
        elif any(rows[row_id][name] != value for name, value in values.items()):
            draft.put(MODEL_STANDING, row_id, values)
    for each in raised:
        draft.raise_exception(each.kind, each.model, {"reason": each.reason})
    for scope, changes in draft.changes.items():
        recorder.store.write(scope, changes, Author())


def _setting(connection: apsw.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _standings(life: Life, runtime: str) -> dict[str, dict[str, Value]]:
    """Model → its row."""
    baseline = "active" if life.active is None else "baseline"
    since = life.since_ms if life.active is None else None
    rows = {BASELINE: _row(baseline, since, "", life.judged.get(BASELINE))}
    roles: tuple[tuple[str, Kept | None], ...] = (
        ("active", life.active),
        ("previous", life.previous),
        ("shadow", life.shadow),
    )
    for standing, kept in roles:
        if kept is not None:
            row = _row(standing, kept.since_ms, "", life.judged.get(kept.model))
            rows[kept.model] = {**row, "runtime": runtime, "pretrained": int(kept.pretrained)}
    for model, aside in life.set_aside.items():
        rows[model] = _row(aside.standing, aside.at_ms, aside.reason, life.judged.get(model))
    return rows


def _row(
    standing: str, since_ms: int | None, reason: str, judged: Judged | None
) -> dict[str, Value]:
    row: dict[str, Value] = {"standing": standing, "since_ms": since_ms, "reason": reason}
    if judged is not None:
        row |= {
            "reason": reason or judged.reason,
            "judged_at_ms": judged.at_ms,
            "to_baseline": _thousandths(judged.to_baseline),
            "to_previous": _thousandths(judged.to_previous),
            "coverage": _thousandths(judged.coverage),
            "items": judged.items,
            "days": judged.days,
        }
    return row


def _thousandths(share: float | None) -> int | None:
    return None if share is None else round(share * THOUSAND)
