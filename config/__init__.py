"""config: settings, addresses, middleware and the commands that need every room."""
