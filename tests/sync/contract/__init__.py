"""One suite for every store: what sync.store.protocol promises."""
