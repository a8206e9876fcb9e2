"""The embedded engine: filters, light and lettering on this machine, offline. `engine` is the way in."""
