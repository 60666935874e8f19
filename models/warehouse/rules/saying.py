"""What all rules share: they are told apart by `kind` and refuse what they do not know."""

import msgspec


class Saying(
    msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True, omit_defaults=True
):
    """What a rule says."""
