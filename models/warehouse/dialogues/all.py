"""Every dialogue there is."""

from models.warehouse.dialogues.count import COUNT
from models.warehouse.dialogues.picking import PICKING
from models.warehouse.dialogues.putaway import PUTAWAY
from models.warehouse.dialogues.receiving import RECEIVING

DIALOGUES = (RECEIVING, PUTAWAY, PICKING, COUNT)
