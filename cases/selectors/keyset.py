"""Bläddring med nyckel, as the register's room has it."""

from __future__ import annotations

from diarium.selectors.keyset import COUNTED, PAGE, Place, Slice, in_batches, page_of

__all__ = ["COUNTED", "PAGE", "Place", "Slice", "in_batches", "page_of"]
