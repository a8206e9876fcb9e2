"""Use cases without a store."""
