"""Formulär."""
