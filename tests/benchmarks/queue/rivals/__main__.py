"""Runs one rival and prints its rate: the module's name, then what its `main` takes."""

import importlib
import sys

if __name__ == "__main__":
    print(importlib.import_module(f"{__package__}.{sys.argv[1]}").main(*sys.argv[2:]))
