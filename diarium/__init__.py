"""diarium: the public register."""
