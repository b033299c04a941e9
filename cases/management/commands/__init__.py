"""Kommandon."""
