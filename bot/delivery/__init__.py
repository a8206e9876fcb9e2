"""What people see of a job in Discord: shown by message ids and the bot's own token, never by a live object."""
