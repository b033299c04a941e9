"""Formulär: they clean what is written and know nothing about saving."""
