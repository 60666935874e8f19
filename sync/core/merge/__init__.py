"""The merge rules, one file each. Each depends on the set of operations, not on their order."""
