"""The robots of a site: how they are spoken with, where they go, what they do."""
