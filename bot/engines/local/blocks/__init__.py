"""Building blocks that looks and moods share. Pure functions of arrays; no block knows a look, a recipe or a file."""
