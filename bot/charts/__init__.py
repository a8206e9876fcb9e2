"""Drawing figures as pictures, in a child process: keeps the port `Charts`."""
