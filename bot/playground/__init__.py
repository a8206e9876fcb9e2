"""Discord on loopback: a gateway, the REST routes and the CDN the bot uses, and a page that looks like a channel.

The unmodified bot connects to it. It is the try-out mode without a token and the rig of the end-to-end tests. It is
Discord, not the bot: nothing here imports anything of the bot.
"""
