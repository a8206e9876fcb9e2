"""The connection to Discord: the client, the command tree, and the one place where errors become answers."""
