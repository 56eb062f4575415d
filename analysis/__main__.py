"""Where the program `o2o` begins, also as `python -m analysis`: before all that takes time."""

import signal


def main() -> None:
    """Run the command line; Ctrl-C while it is being imported ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    from analysis import cli

    cli.main()


if __name__ == "__main__":
    main()
