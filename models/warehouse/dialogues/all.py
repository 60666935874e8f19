"""Every dialogue there is."""

from models.warehouse.dialogues.count import COUNT
from models.warehouse.dialogues.putaway import PUTAWAY

DIALOGUES = (PUTAWAY, COUNT)
