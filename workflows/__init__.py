"""workflows: who is to do what, when."""
