"""Use cases, in the order money demands: check, reserve and commit, answer, and only then work. No Discord, no SQL."""
