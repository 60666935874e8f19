"""The robot at the wire: who may speak to it, where it finds the edge, and the loop that
carries."""
