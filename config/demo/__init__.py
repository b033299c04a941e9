"""Demonstrationen: Huddinge on one's own machine, with made-up events, started and watched by `manage.py demo`."""
