"""All dialogues of the floor."""

from edge.floor.dialogues.content.script import SCRIPT as CONTENT
from edge.floor.dialogues.count import SCRIPT as COUNT
from edge.floor.dialogues.delivery import SCRIPT as DELIVERY
from edge.floor.dialogues.exceptions import SCRIPT as EXCEPTIONS
from edge.floor.dialogues.inspect import SCRIPT as INSPECT
from edge.floor.dialogues.kits.scripts import DEKIT, KIT
from edge.floor.dialogues.loading.script import SCRIPT as LOADING
from edge.floor.dialogues.moving import SCRIPT as MOVING
from edge.floor.dialogues.nesting import SCRIPT as NESTING
from edge.floor.dialogues.packing.script import SCRIPT as PACKING
from edge.floor.dialogues.picking.script import SCRIPT as PICKING
from edge.floor.dialogues.putaway import SCRIPT as PUTAWAY
from edge.floor.dialogues.receiving.script import SCRIPT as RECEIVING
from edge.floor.dialogues.replenish import SCRIPT as REPLENISH
from edge.floor.dialogues.returning.script import SCRIPT as RETURNING
from edge.floor.dialogues.staging import SCRIPT as STAGING
from edge.floor.dialogues.talk import AnyScript
from edge.floor.dialogues.work import SCRIPT as WORK
from edge.floor.dialogues.zone.script import SCRIPT as ZONE

SCRIPTS: dict[str, AnyScript] = {
    script.table.name: script
    for script in (
        WORK,
        MOVING,
        REPLENISH,
        RECEIVING,
        INSPECT,
        RETURNING,
        PUTAWAY,
        CONTENT,
        PICKING,
        ZONE,
        PACKING,
        STAGING,
        LOADING,
        DELIVERY,
        COUNT,
        KIT,
        DEKIT,
        NESTING,
        EXCEPTIONS,
    )
}
