"""Sidor om ärenden: one module per page or tab."""
