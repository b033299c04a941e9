"""Formulär i registrets rum."""
