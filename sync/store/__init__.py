"""Where a replica keeps rows, streams and cursors: one protocol, several stores, one suite."""
