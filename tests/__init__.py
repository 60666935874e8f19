"""Everything that proves the product right; the product never imports it."""
