"""The texts of the bot as translators see them: gathered from the code, and written into the catalogues."""
