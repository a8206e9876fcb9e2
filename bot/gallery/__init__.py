"""A picture of each style to choose by, drawn on this machine when somebody first asks, and kept on its disk."""
