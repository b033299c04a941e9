"""Sidor i rummet: the inbox, the tasks, the acts without task, new matters and the process."""
