"""Sidor."""
