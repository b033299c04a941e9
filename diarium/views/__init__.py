"""Sidor: the public diary without login, and the registry's own tables and requests."""
