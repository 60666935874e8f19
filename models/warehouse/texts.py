"""What patterns of texts end with."""

ENDS = r"$(?!\n)"
"""In Python a mere `$` lets one line feed through, and `\\Z` means nothing to the readers of the
OpenAPI page, where patterns stand too."""
NO_NUL = rf"^[^\x00]*{ENDS}"
"""Scanned codes may hold a group separator; only NUL is nobody's character."""
