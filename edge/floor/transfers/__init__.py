"""Transfers between sites: this site's halves of them."""
