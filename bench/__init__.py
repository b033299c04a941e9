"""Mätningar: the workloads that show speed, size and what survives; each is bounded and has a database of its own."""
