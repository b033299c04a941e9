"""Sidorna för personer, roller, uppdrag och frånvaro."""
