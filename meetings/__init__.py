"""meetings: the meeting of a board."""
