"""Checksummed pages: eight bytes at the end of every page, checked at every read.

The extension registers its VFS above whatever is the default at that moment, so a test that makes a
faulty disk the default first has it beneath the checksums, where a real disk would be.
"""

import apsw
import apsw.sqlite_extra

CHECKSUM_VFS = "cksmvfs"
RESERVED_BYTES = 8
RESERVED_AT = 20  # offset in the file header


def load_checksums() -> str:
    """Registers the checksum VFS once per process and names it; each open must name it too."""
    if CHECKSUM_VFS not in apsw.vfs_names():
        host = apsw.Connection(":memory:", vfs="memdb")
        apsw.sqlite_extra.load(host, "cksumvfs")
        host.close()
    return CHECKSUM_VFS
