"""Where the program `o2o` begins, also as `python -m analysis`: before all that takes time."""

import os
import signal

# By how many threads NumPy and SciPy calculate. The matrices here are small: threads would wait
# for one another, each at full speed, longer than they calculate, and more so beside workers.
_THREADS = "OPENBLAS_NUM_THREADS"


def main() -> None:
    """Run the command line; Ctrl-C while it is being imported ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    os.environ.setdefault(_THREADS, "1")
    from analysis.machine.garbage import look_seldom

    look_seldom()
    from analysis import cli

    cli.main()


if __name__ == "__main__":
    main()
