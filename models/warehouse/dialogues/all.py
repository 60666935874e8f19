"""Every dialogue there is."""

from models.warehouse.dialogues.count import COUNT
from models.warehouse.dialogues.delivery import DELIVERY
from models.warehouse.dialogues.inspect import INSPECT
from models.warehouse.dialogues.loading import LOADING
from models.warehouse.dialogues.moving import MOVING
from models.warehouse.dialogues.packing import PACKING
from models.warehouse.dialogues.picking import PICKING
from models.warehouse.dialogues.putaway import PUTAWAY
from models.warehouse.dialogues.receiving import RECEIVING
from models.warehouse.dialogues.replenish import REPLENISH
from models.warehouse.dialogues.returning import RETURNING
from models.warehouse.dialogues.staging import STAGING
from models.warehouse.dialogues.work import WORK

DIALOGUES = (
    WORK,
    MOVING,
    RECEIVING,
    INSPECT,
    RETURNING,
    PUTAWAY,
    PICKING,
    PACKING,
    STAGING,
    LOADING,
    DELIVERY,
    COUNT,
    REPLENISH,
)
