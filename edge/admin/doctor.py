"""What the doctor looks at under a site."""

from edge.app import PAGES
from edge.config import Config
from edge.opening import NODE_KEY, PEPPER_KEY
from node.doctor import Subject

FREE_BYTES_WARN = 1 << 30


def subject(config: Config) -> Subject:
    """For node.doctor.examine."""
    return Subject(
        node="site",
        made_by="holdfast-edge init",
        secrets="PINs",
        folder=config.path,
        database=config.database,
        keys=(NODE_KEY, PEPPER_KEY),
        pages=PAGES,
        http=config.http,
        free_bytes_min=config.store.free_bytes_min,
        free_bytes_warn=FREE_BYTES_WARN,
    )
