"""The site's own store: the writer thread, reads, projections, local tables and the check."""
