"""Every dialogue there is."""

from models.warehouse.dialogues.putaway import PUTAWAY

DIALOGUES = (PUTAWAY,)
