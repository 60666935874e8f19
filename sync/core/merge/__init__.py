"""The merge rules, one file each. Every rule depends on the set of operations, not on their order."""
