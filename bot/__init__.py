"""Restyle: a Discord bot that restyles pictures. `ARCHITECTURE.md` is the map; `bot.ports` says who promises what."""
