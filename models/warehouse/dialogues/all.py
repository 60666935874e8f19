"""Every dialogue there is."""

from models.warehouse.dialogues.content import CONTENT
from models.warehouse.dialogues.count import COUNT
from models.warehouse.dialogues.delivery import DELIVERY
from models.warehouse.dialogues.exceptions import EXCEPTIONS
from models.warehouse.dialogues.inspect import INSPECT
from models.warehouse.dialogues.kitting import DEKIT, KIT
from models.warehouse.dialogues.loading import LOADING
from models.warehouse.dialogues.moving import MOVING
from models.warehouse.dialogues.nesting import NESTING
from models.warehouse.dialogues.packing import PACKING
from models.warehouse.dialogues.picking import PICKING
from models.warehouse.dialogues.putaway import PUTAWAY
from models.warehouse.dialogues.receiving import RECEIVING
from models.warehouse.dialogues.replenish import REPLENISH
from models.warehouse.dialogues.returning import RETURNING
from models.warehouse.dialogues.staging import STAGING
from models.warehouse.dialogues.work import WORK
from models.warehouse.dialogues.zone import ZONE

DIALOGUES = (
    WORK,
    MOVING,
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
    REPLENISH,
    KIT,
    DEKIT,
    NESTING,
    EXCEPTIONS,
)
