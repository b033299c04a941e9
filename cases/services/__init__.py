"""Dörrar för innehåll: what changes a matter's content but not its state. Steps lie in `cases.services.steps`."""
