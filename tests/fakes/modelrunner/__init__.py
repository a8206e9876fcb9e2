"""A ModelRunner on loopback, room by room; `tests.fakes.modelrunner_server` is its front door."""
