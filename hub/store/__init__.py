"""What headquarters keeps beside the replicated rows, and how it is read."""
