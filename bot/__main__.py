"""`python -m bot` is `restyle`."""

if __name__ == "__main__":
    # Here, not above: processes that draw read this file as well, and have no use for a command line.
    from bot.cli import main

    main()
