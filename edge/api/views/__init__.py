"""What the site shows: each view is one function from a read-only connection to its shape."""
