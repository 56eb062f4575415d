"""The process in which the cities of one tab live; it ends with the server, however that ends."""

import gc
import signal
from multiprocessing.connection import Connection

from analysis.live.engine import Engine
from analysis.live.messages import Asked, Refused
from analysis.machine.garbage import look_seldom
from analysis.machine.lifeline import live_with_parent
from sim.kernels import compile_kernels


def live(pipe: Connection, asked: Asked) -> None:
    """Do what the tab asks through the pipe, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to hear
    live_with_parent()
    look_seldom()
    try:
        engine = Engine(asked, pipe.send)
        compile_kernels(engine.base.scenario)
        gc.freeze()  # what is loaded now stays
        while True:
            while pipe.poll(engine.wait_s):
                engine.hear(pipe.recv())
            engine.work()
    except (EOFError, OSError):  # the tab is gone
        return
    except Exception as error:  # whatever a user's policy raises while it is read
        pipe.send(Refused(f"{type(error).__name__}: {error}"))
