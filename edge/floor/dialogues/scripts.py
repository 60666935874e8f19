"""All dialogues of the floor."""

from edge.floor.dialogues.count import SCRIPT as COUNT
from edge.floor.dialogues.picking.script import SCRIPT as PICKING
from edge.floor.dialogues.putaway import SCRIPT as PUTAWAY
from edge.floor.dialogues.receiving.script import SCRIPT as RECEIVING
from edge.floor.dialogues.talk import AnyScript

SCRIPTS: dict[str, AnyScript] = {
    script.table.name: script for script in (RECEIVING, PUTAWAY, PICKING, COUNT)
}
