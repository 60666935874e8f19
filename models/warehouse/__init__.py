"""The kernel: ids, quantities, barcodes, ledger, documents and their states, what replicates."""
