"""The languages the bot speaks besides English, a catalogue each. Reads files, knows no Discord."""
