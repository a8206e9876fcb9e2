"""`python -m bot` is `restyle`."""

from bot.cli import main

if __name__ == "__main__":
    main()
