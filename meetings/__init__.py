"""Sammanträden: when the boards meet, and how long before that things are to be ready."""
