"""Granskning av tjänsteutlåtanden: rules on structure and register, each with its Swedish sentence. Pure."""
