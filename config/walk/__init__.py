"""Vandringen: a matter from the first paper to the last recipient, act by act, through the services.

The demonstration, `manage.py walk_seed` and the tests walk the same way; each stops where it wants.
"""

from config.walk.acts import walk
from config.walk.matter import NUMBER, SEED, WITH_CONTRIBUTIONS, Matter, fixture, mended, opening, prepare, seed_text
from config.walk.way import Act, Walk

__all__ = [
    "NUMBER",
    "SEED",
    "WITH_CONTRIBUTIONS",
    "Act",
    "Matter",
    "Walk",
    "fixture",
    "mended",
    "opening",
    "prepare",
    "seed_text",
    "walk",
]
