"""The REST routes, one file per resource. A route reads a call, asks the world's parts, and returns an answer."""
