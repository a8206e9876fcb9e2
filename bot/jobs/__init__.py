"""The engine room: loops that take jobs and bring them to an end. Knows ports and rules, no Discord and no SQL."""
