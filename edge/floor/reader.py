"""What a decision may read: the sum of its rooms. edge/store/reader.py answers from SQL.

Every call is an indexed look-up whose cost does not grow with the size of the site.
"""

from typing import Protocol

from edge.floor.reads.attaching import AttachingReads
from edge.floor.reads.counting import CountingReads
from edge.floor.reads.custom import CustomReads
from edge.floor.reads.documents import Asn, AsnLine, Dn, DnLine, DocumentReads, Reserved
from edge.floor.reads.exceptions import ExceptionReads
from edge.floor.reads.foresight import ForesightReads
from edge.floor.reads.freight import FreightReads
from edge.floor.reads.goods import GoodsReads, Item, Lot, Pack, Unit
from edge.floor.reads.inbound import InboundReads
from edge.floor.reads.kits import KitReads
from edge.floor.reads.outbound import OutboundReads
from edge.floor.reads.picking import PickingReads
from edge.floor.reads.places import ANYWHERE, Area, Location, PlaceReads
from edge.floor.reads.releasing import ReleasingReads
from edge.floor.reads.reversing import ReversingReads
from edge.floor.reads.rules import RuleReads
from edge.floor.reads.stock import StockReads
from edge.floor.reads.tasks import PickTask, PutawayTask, TaskReads, TaskRow
from edge.floor.reads.transfers import TransferReads
from edge.floor.reads.working import WorkingReads
from edge.floor.reads.zones import ZoneReads
from models.warehouse.dialogues.conversation import Conversation

__all__ = [
    "ANYWHERE",
    "Area",
    "Asn",
    "AsnLine",
    "Dn",
    "DnLine",
    "Item",
    "Location",
    "Lot",
    "Pack",
    "PickTask",
    "PutawayTask",
    "Reserved",
    "SiteReader",
    "TaskRow",
    "Unit",
]


class SiteReader(
    GoodsReads,
    PlaceReads,
    DocumentReads,
    TaskReads,
    StockReads,
    InboundReads,
    PickingReads,
    CountingReads,
    RuleReads,
    OutboundReads,
    ReleasingReads,
    WorkingReads,
    ZoneReads,
    KitReads,
    AttachingReads,
    CustomReads,
    TransferReads,
    ReversingReads,
    ExceptionReads,
    FreightReads,
    ForesightReads,
    Protocol,
):
    """Reads inside the write transaction."""

    def conversation(self, person_id: int) -> Conversation | None:
        """Where a person stands in a dialogue."""
        ...
