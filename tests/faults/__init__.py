"""Prov av proven: the benches of races and crashes, small, and that each of their judges finds a planted wrong."""
