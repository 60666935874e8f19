"""What the carts of a site hold that several orders are picked onto."""

from typing import Annotated

from msgspec import Meta

from models.warehouse.rules.saying import Saying

Most = Annotated[int, Meta(ge=1, le=2**53)]


class CartBy(Saying, frozen=True, tag="cart"):
    """slots: totes or boxes for one order each. weight_g_max, volume_mm3_max: of all goods on it.
    slot_volume_mm3: of what one slot holds; a larger order takes several. None: no bound; an item
    without weight or measures counts for none. The rule has no conditions."""

    slots: Annotated[int, Meta(ge=1, le=100)]
    weight_g_max: Most | None = None
    volume_mm3_max: Most | None = None
    slot_volume_mm3: Most | None = None
