"""Work for worker processes to do, or to die of."""

import os
import signal
import time
from pathlib import Path


def square(number):
    return number * number


def divide_ten_by(number):
    return 10 // number


def die_at_three(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_once(file):
    """The first who comes leaves a file and dies; who finds it lives, as do all without one."""
    if file is None or Path(file).exists():
        return "alive"
    Path(file).touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "dead"


def sleep(seconds):
    time.sleep(seconds)
    return os.getpid()


def refuse_interrupts(_):
    """Whether an interrupt of this process would be noticed."""
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def answer_at_length(task):
    """Its process, and so many bytes; where a file is named, once it is there."""
    n_bytes, file = task
    while file and not Path(file).exists():
        time.sleep(0.01)
    return os.getpid(), bytes(n_bytes)


def length(task):
    return len(task)
