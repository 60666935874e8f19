"""Power cuts at any moment, on a disk that keeps, loses and tears writes that were not synced."""
