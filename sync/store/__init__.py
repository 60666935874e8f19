"""Where a replica keeps its rows, streams and cursors: one protocol, several stores, one contract suite."""
