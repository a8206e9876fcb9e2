"""Engines: rooms that keep the port `Engine`, one package each. None imports another."""
