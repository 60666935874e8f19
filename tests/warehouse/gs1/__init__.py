"""GS1 codes: read, repaired and written."""
