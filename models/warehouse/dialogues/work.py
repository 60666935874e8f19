"""Work: whatever comes next, led from task to task; each is done in the dialogue of its kind."""

from models.warehouse.dialogues.table import read

WORK = read(
    "work",
    """
where: location | next
    here             =
    pick             picking.location
    putaway          putaway.target
    replenish        replenish.take
    count            count.goods
    kit              kit.place
    kit_made         kit.build
    dekit            dekit.place
    dekit_made       dekit.apart
    no_work          =
    """,
)
