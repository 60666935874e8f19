"""The site at the wire: its authority for robots, who they are, its broker, and what is said to
them."""
