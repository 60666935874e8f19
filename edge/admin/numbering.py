"""The company prefix of a site's SSCCs is set; numbers given out before stay as they are."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from edge.opening import open_folder
from edge.store.bootstrap import save_site
from models.warehouse.barcodes import PREFIX_DIGITS_MAX, PREFIX_DIGITS_MIN, has_prefix
from node.errors import OperatorError


class BadPrefix(OperatorError):
    """No company prefix that an SSCC could begin with; the text says why."""


def set_prefix(folder: Path, prefix: str, wall_ms: Callable[[], int]) -> None:
    """Raises BadPrefix, FolderBusy, NotASite."""
    digits = prefix.isascii() and prefix.isdigit()
    if not digits or not PREFIX_DIGITS_MIN <= len(prefix) <= PREFIX_DIGITS_MAX:
        raise BadPrefix(
            f"a GS1 company prefix has {PREFIX_DIGITS_MIN} to {PREFIX_DIGITS_MAX} digits"
        )
    if not has_prefix(prefix):
        raise BadPrefix("zeros alone are nobody's prefix; GS1 in your country gives you one")
    opened = open_folder(folder, wall_ms)
    try:
        settings = msgspec.structs.replace(opened.site.settings, sscc_prefix=prefix)
        opened.store.begin()
        save_site(opened.store.connection, msgspec.structs.replace(opened.site, settings=settings))
        opened.store.commit()
    finally:
        opened.close()
