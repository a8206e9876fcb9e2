"""Ideogram V4 on ModelRunner as an `Engine`: orders, prices, trouble. The client is `bot.engines.modelrunner`."""
