"""audit: the event log, its chain and its verification."""
