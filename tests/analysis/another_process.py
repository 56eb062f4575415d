"""Another process that has claimed what a test asks for."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HOLDS = """
import sys
from contextlib import closing
from pathlib import Path
from analysis.machine.claims import Claims
with closing(Claims(Path(sys.argv[1]))) as claims:
    print(len(claims.take(sys.argv[2:])), flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(file, addresses) -> Iterator[subprocess.Popen]:
    """Its process, which gives its claims up when its input is closed, or when it is killed."""
    command = [sys.executable, "-c", _HOLDS, str(file), *addresses]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert int(process.stdout.readline()) == len(set(addresses))
            yield process
        finally:
            process.kill()
