"""cases: the matter."""
