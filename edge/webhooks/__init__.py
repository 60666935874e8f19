"""What happened here, sent to programs that asked for it: signed, retried, once at least."""
