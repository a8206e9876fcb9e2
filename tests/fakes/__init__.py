"""Small real keepers of the ports: they do what the promise says, count what was asked, and fail when told to."""
