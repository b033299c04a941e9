"""Inläsning av tjänsteutlåtanden: text in, structured content out. Pure: no models, no queries, no clock."""
