"""Ärenden: the room's pages, reading and checks."""
