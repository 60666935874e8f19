"""What a warehouse replicates and how it merges. Ids are for ever: append, never reuse.

Every row names its company and owner; site tables also name their warehouse.
"""

from models.warehouse.tables.attaching import ATTACHMENT
from models.warehouse.tables.between import (
    ANSWERED,
    ORDERED,
    PROMISE,
    TRANSFER,
    TRANSFER_LINE,
    TURNED_AWAY,
)
from models.warehouse.tables.custom import CUSTOM_FIELD, CUSTOM_VALUE, DOCUMENT_VALUE
from models.warehouse.tables.foresight import OUTLOOK, PROPOSAL
from models.warehouse.tables.freight import ASSET, DRIVER, SITE_ADDRESS, TARIFF
from models.warehouse.tables.inbound import ASN, ASN_LINE
from models.warehouse.tables.kits import KIT_ORDER, KIT_PART
from models.warehouse.tables.master import (
    BARCODE,
    COMPANY,
    ITEM,
    ITEM_PACK,
    LOCATION,
    OWNER,
    PARTNER,
    PERSON,
    RULE,
    WAREHOUSE,
)
from models.warehouse.tables.models import FORECAST_MODEL, MODEL_PART, MODEL_STANDING
from models.warehouse.tables.moving_in import MOVED_ACCOUNT, MOVED_ROW
from models.warehouse.tables.outbound import DN, DN_LINE
from models.warehouse.tables.packing import CARTON_TYPE
from models.warehouse.tables.people import AUDIT_SEAL
from models.warehouse.tables.releasing import RELEASE_CHANNEL
from models.warehouse.tables.robots_view import FLEET_VIEW, FLEET_WORD, ROBOT_VIEW
from models.warehouse.tables.shipping import CARRIER, SHIPMENT
from models.warehouse.tables.stock import LOT, MOVEMENT, RESERVATION, UNIT
from models.warehouse.tables.work import COUNT, COUNT_LINE, EXCEPTION, TASK
from sync.core.catalogue import Catalogue

__all__ = [
    "ANSWERED",
    "ASN",
    "ASN_LINE",
    "ASSET",
    "ATTACHMENT",
    "AUDIT_SEAL",
    "BARCODE",
    "CARRIER",
    "CARTON_TYPE",
    "CATALOGUE",
    "COMPANY",
    "COMPANY_WIDE",
    "COUNT",
    "COUNT_LINE",
    "CUSTOM_FIELD",
    "CUSTOM_VALUE",
    "DN",
    "DN_LINE",
    "DOCUMENT_VALUE",
    "DRIVER",
    "EXCEPTION",
    "FLEET_VIEW",
    "FLEET_WORD",
    "FORECAST_MODEL",
    "FROM_HUBS",
    "ITEM",
    "ITEM_PACK",
    "KIT_ORDER",
    "KIT_PART",
    "LOCATION",
    "LOT",
    "MODEL_PART",
    "MODEL_STANDING",
    "MOVED_ACCOUNT",
    "MOVED_ROW",
    "MOVEMENT",
    "ORDERED",
    "OUTLOOK",
    "OWNER",
    "PARTNER",
    "PERSON",
    "PROMISE",
    "PROPOSAL",
    "RELEASE_CHANNEL",
    "RESERVATION",
    "ROBOT_VIEW",
    "RULE",
    "SCHEMA",
    "SHIPMENT",
    "SITE_ADDRESS",
    "SITE_FACTS",
    "SITE_MASTER",
    "TARIFF",
    "TASK",
    "TRADE",
    "TRANSFER",
    "TRANSFER_LINE",
    "TURNED_AWAY",
    "UNIT",
    "WAREHOUSE",
]

SCHEMA = 4

# fmt: off
COMPANY_WIDE = (
    COMPANY, WAREHOUSE, OWNER, PARTNER, ITEM, ITEM_PACK, BARCODE, CARRIER, KIT_PART, CUSTOM_FIELD,
    CUSTOM_VALUE,
    TARIFF, DRIVER, ASSET,
)
"""Master data that all sites of a company hold and may write."""
FROM_HUBS = (FORECAST_MODEL, MODEL_PART)
"""What all sites of a company hold and hubs alone write."""
SITE_MASTER = (LOCATION, PERSON, RULE, RELEASE_CHANNEL, CARTON_TYPE, SITE_ADDRESS)
"""Master data of one site, which no other site needs to hold."""
SITE_FACTS = (
    LOT, UNIT, MOVEMENT, ASN, ASN_LINE, DN, DN_LINE, RESERVATION, TASK, EXCEPTION, COUNT,
    COUNT_LINE, SHIPMENT, ATTACHMENT, DOCUMENT_VALUE, KIT_ORDER, MOVED_ROW, MOVED_ACCOUNT,
    TRANSFER, TRANSFER_LINE, AUDIT_SEAL, MODEL_STANDING,
    PROPOSAL, OUTLOOK,
    ROBOT_VIEW, FLEET_VIEW, FLEET_WORD,
)
"""Facts of one warehouse: its edge alone writes them."""
TRADE = (ORDERED, ANSWERED, PROMISE, TURNED_AWAY)
"""What headquarters asks, what a site answers, the rights to promise its stock, and whom no
hub hears any more."""
# fmt: on

CATALOGUE = Catalogue(
    SCHEMA,
    tuple(
        sorted(
            (*COMPANY_WIDE, *FROM_HUBS, *SITE_MASTER, *SITE_FACTS, *TRADE),
            key=lambda table: table.id,
        )
    ),
)
